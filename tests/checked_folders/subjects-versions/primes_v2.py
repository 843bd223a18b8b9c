def primes(n):
    sieve = [True] * n
    found = []
    for k in range(2, n):
        if sieve[k]:
            found.append(k)
            for m in range(k * k, n, k):
                sieve[m] = False
    return found


print(primes(20))
