def solve(n):
    total = 0
    for k in range(n):
        if k % 3 == 0 or k % 5 == 0:
            total += k
    return total


print(solve(10))
