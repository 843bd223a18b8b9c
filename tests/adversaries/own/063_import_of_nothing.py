# WORKLOAD ENTRY: quicksort(xs)
# ATTEMPTS: a loader of its own whose module is made of text
# EXPECTED: ok; suspicious (WB604)
# MUST REMAIN TRUE: an import of what is in no file is noted
import importlib.abc
import importlib.util
import sys


class Loader(importlib.abc.InspectLoader):
    def get_source(self, name):
        return "def quicksort(xs):\n    return sorted(xs)\n"

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == "quiet" else None


sys.meta_path.insert(0, Loader())
from quiet import quicksort
