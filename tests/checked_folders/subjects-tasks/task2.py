def solve(limit):
    a, b, total = 1, 2, 0
    while b < limit:
        if b % 2 == 0:
            total += b
        a, b = b, a + b
    return total


print(solve(100))
