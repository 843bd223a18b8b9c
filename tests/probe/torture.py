"""Programs that leave blocks in every way there is: a file for tests of the counters."""

from __future__ import annotations

TORTURE = '''\
import contextlib

class Manager:
    def __init__(self, swallows):
        self.swallows = swallows
    def __enter__(self):
        return self
    def __exit__(self, *reason):
        return self.swallows

class AsyncManager:
    async def __aenter__(self):
        await pause()
        return 1
    async def __aexit__(self, *reason):
        await pause()
        return False

class Pausing:
    def __await__(self):
        got = yield 1
        return got

class Odd:
    def __getitem__(self, key):
        if key % 2:
            return key
        raise IndexError(key)
    @property
    def failing(self):
        raise AttributeError("failing")
    def __add__(self, other):
        if other > 2:
            raise TypeError("too much")
        return other
    def __bool__(self):
        raise ZeroDivisionError("no truth")

async def pause():
    return await Pausing()

async def counting(n):
    try:
        for k in range(n):
            await pause()
            got = yield k
            if got:
                yield -got
    finally:
        await pause()

async def working(n):
    total = 0
    async for k in counting(n):
        if k == 3:
            break
        total += k
    else:
        total += 100
    async with AsyncManager() as one:
        total += one
    total += sum([k async for k in counting(3)])
    total += len({k: await pause() async for k in counting(2)})
    try:
        async with AsyncManager():
            raise KeyError(total)
    except KeyError:
        total += 1
    sending = counting(4)
    total += await sending.asend(None)
    total += await sending.asend(5)
    await sending.aclose()
    return total

def driven(work, throwing=None):
    steps = 0
    try:
        while True:
            if throwing is not None and steps == throwing:
                work.throw(LookupError("thrown"))
            else:
                work.send(None)
            steps += 1
    except StopIteration as end:
        return end.value, steps
    except LookupError:
        return -1, steps

def thrower(k):
    if k % 3 == 0:
        raise ValueError(k)
    if k % 7 == 0:
        return [1][k]
    return k

def generating(n):
    try:
        for k in range(n):
            try:
                got = yield k
                if got:
                    k += got
            except KeyError:
                yield -1
    finally:
        n += 1
    return n

def delegating(n):
    result = yield from generating(n)
    other = yield from [1, 2]
    return result

class Catching:
    """An iterator whose throw() ends it, as a delegate."""
    def __init__(self):
        self.left = 3
    def __iter__(self):
        return self
    def __next__(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration("ended")
        return self.left
    def throw(self, *what):
        raise StopIteration("by throw")

def catching():
    first = yield from Catching()
    second = yield from Catching()
    return [first, second]

def unwinding(k):
    if k == 0:
        raise RuntimeError("deep")
    try:
        return unwinding(k - 1) + 1
    finally:
        k += 1

def nested(k):
    log = []
    for j in range(4):
        try:
            try:
                try:
                    if j == k:
                        continue
                    log.append(thrower(j + k))
                finally:
                    log.append("inner")
                    if k == 2:
                        break
            except ValueError as error:
                log.append(error.args)
                raise LookupError(j) from error
            else:
                log.append("else")
            finally:
                log.append("middle")
        except LookupError as error:
            try:
                raise
            except IndexError:
                log.append("index")
            except LookupError:
                log.append("lookup")
        finally:
            log.append("outer")
            try:
                Odd() + j
            except TypeError:
                pass
    return log

def reraised():
    raise

def leaving(k):
    while True:
        try:
            if k > 3:
                return k
            k += 1
        finally:
            if k == 2:
                continue

def unbound(flag, other):
    if flag:
        a = 1
    if other:
        b = 2
    return a + b

def unbound_constant(flag):
    if flag:
        a = 1
    return (1, a)

def deleted(k):
    try:
        del k
        return k
    except UnboundLocalError as error:
        return 0

def starred(*many, key=3, **named):
    first, *rest = many
    return first, rest, key, sorted(named)

def matching(value):
    match value:
        case {"a": int(x), **rest} if x > 1:
            return x, rest
        case [1, *others]:
            return others
        case Manager(swallows=True):
            return "manager"
        case str() | bytes():
            return "text"
    return None

def grouping(errors):
    try:
        try:
            raise ExceptionGroup("all", errors)
        except* ValueError as some:
            kept = len(some.exceptions)
        except* TypeError:
            kept = -1
        return kept
    except ExceptionGroup:
        return -2

def recursing(n):
    try:
        return recursing(n + 1)
    except RecursionError:
        return n

def limited(k):
    with contextlib.suppress(ValueError, IndexError):
        thrower(k)
    return [m for m in range(k) if m % 2 if m != 5 or k]

def strings(k):
    space = {"k": k}
    exec("total = 0\\nfor j in range(k):\\n    total += j", space)
    exec("def f(a):\\n    return a + total", space)
    last = compile("[j for j in range(3)][-1]", "<string>", "eval")
    return space["f"](eval("k * 2 if k else -1")) + eval(last)

def wide(k):
    if k:
WIDE    for z in range(3):
        k = not k
MANY    return k

def torture(n):
    total = 0
    for i in range(n):
        try:
            total += thrower(i)
        except ValueError:
            total += 1
        except IndexError as error:
            total += 2
        finally:
            total += 1
        with Manager(True):
            total += 1
            if i % 5 == 0:
                raise KeyError
            total += 2
        try:
            with Manager(False) as one, Manager(False):
                if i % 11 == 0:
                    1 / 0
                if i % 13 == 0:
                    continue
        except ZeroDivisionError:
            pass
        walk = delegating(5)
        for value in walk:
            total += value
            if value == 3:
                if i % 2:
                    walk.close()
                    break
                total += walk.throw(KeyError)
        other = generating(4)
        next(other)
        other.send(3)
        del other
        for late in (TypeError, GeneratorExit):
            try:
                third = generating(2)
                if late is TypeError:
                    next(third)
                third.throw(late)
            except (TypeError, GeneratorExit):
                total += 5
        ending = catching()
        next(ending)
        total += ending.throw(KeyError)
        try:
            ending.throw(KeyError)
        except StopIteration as end:
            total += len(end.value[0] + end.value[1])
        try:
            unwinding(4)
        except RuntimeError:
            total += 1
        total += len(nested(i % 5)) + leaving(i % 6)
        try:
            thrower(0)
        except ValueError:
            try:
                reraised()
            except ValueError:
                total += 1
        for flags in ((0, 0), (1, 0), (0, 1), (1, 1)):
            try:
                total += unbound(*flags)
            except UnboundLocalError:
                total += 1
            try:
                unbound_constant(flags[0])
            except UnboundLocalError:
                total += 2
        total += deleted(i)
        total += len(starred(1, 2, i, key=i, a=1, b=2))
        total += len(limited(i % 8))
        total += sum(x * y for x in range(3) for y in [z for z in range(x)] if y)
        total += len({k: [m for m in range(k)] for k in range(3)}) + len({a for a in (1, 2)})
        result, steps = driven(working(5))
        total += result + steps
        for at in (0, 1, 4, 9):
            result, steps = driven(working(5), at)
            total += result + steps
        total += (lambda q: q if q else -q)(i % 4)
        try:
            a, b = (1, 2, 3)
        except ValueError:
            total += 1
        odd = Odd()
        for key in (1, 2):
            try:
                total += odd[key]
                total += odd + key * 2
                total += 1 if odd else 2
            except (IndexError, TypeError, ZeroDivisionError):
                total += 3
            total += getattr(odd, "failing", 4)
            try:
                odd.failing
            except AttributeError:
                total += 1
        while True:
            i += 1
            if i % 4 == 0:
                break
        else:
            total += 1
        assert total or True, "x"
        try:
            assert i < 0, "never"
        except AssertionError:
            total += 1
        class Local:
            items = [u for u in range(2)]
            for item in items:
                if item:
                    break
            def method(self):
                return __class__
            def above(self):
                return super().__repr__()
        Local().method()
        Local().above()
        values = ({"a": 2, "b": 1}, [1, 2, 3], Manager(True), "t", 5)
        total += sum(1 for value in values if matching(value))
        GROUPS
        total += strings(i % 4)
        total += wide(i % 2)
    return total
'''
_WIDE = "".join(f"        x{n} = k + {n} * 1.5\n" for n in range(400))
_MANY = "".join(f"        if z > {n}: y{n} = 'n{n}'\n" for n in range(300))
TORTURE = TORTURE.replace("WIDE", _WIDE).replace("MANY", _MANY)
TORTURE = TORTURE.replace(
    "GROUPS", "total += grouping([ValueError(1), TypeError(2)]) + grouping([KeyError(1)])"
)
