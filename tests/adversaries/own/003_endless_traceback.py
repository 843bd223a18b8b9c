# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: an exception whose traceback is a ring
# EXPECTED: timeout or crash
# MUST REMAIN TRUE: nobody follows it for ever
class Frame:
    class f_code:
        co_filename = "x"


class Ring:
    tb_frame = Frame
    tb_lineno = 1

    @property
    def tb_next(self):
        return self


class Bad(Exception):
    __traceback__ = Ring()


def quicksort(xs):
    raise Bad
