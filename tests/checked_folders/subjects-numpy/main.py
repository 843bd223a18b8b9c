from matrix import make

print(make(3).sum())
