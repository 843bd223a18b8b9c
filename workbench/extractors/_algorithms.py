"""Names of algorithms as headings and captions write them: what a program of that name would do."""

from __future__ import annotations

import re

_SORTS = (
    r"(?:bubble|heap|merge|quick|insertion|selection|shell|radix|counting|bucket|tim|comb|cocktail|"
    r"gnome|bogo|tree|pancake|cycle|intro|bitonic|topological|odd[- ]?even|stooge|pigeonhole)"
    r"[-\s_]?sort(?:ing)?"
)
_SEARCHES = (
    r"(?:linear|binary|jump|interpolation|ternary|fibonacci|sequential|breadth[- ]first|"
    r"depth[- ]first|best[- ]first|local|tabu|beam|string)[-\s_]search"
)
_NAMED = (
    r"bfs|dfs|dijkstra|bellman[- ]?ford|floyd[- ]?warshall|kruskal|prim's|a\*\s?search|kadane|"
    r"knapsack|sieve of eratosthenes|prime sieve|eratosthenes|euclid(?:ean|'s)?|gcd|lcm|"
    r"greatest common divisor|fibonacci|factorials?|collatz|(?:tower|towers) of hanoi|hanoi|"
    r"n[- ]?queens|(?:eight|8) queens|sudoku|game of life|mandelbrot|n[- ]?body|levenshtein|"
    r"edit distance|longest common sub(?:sequence|string)|lcs|palindromes?|anagrams?|fizz\s?buzz|"
    r"caesar|vigen[eè]re|rsa|aes|huffman|run[- ]length|fft|fourier|strassen|matmul|"
    r"matrix(?:[- ]matrix)? (?:multiplication|multiply|product|inversion|transposition|transpose)|"
    r"gauss(?:ian)?(?:[- ]seidel|[- ]jordan| elimination)?|lu decomposition|cholesky|"
    r"(?:explicit |implicit |forward |backward )?euler(?:'s)?|runge[- ]kutta|rk4|newton(?:'s)?|"
    r"newton[- ]raphson|bisection|secant|trapezoid(?:al)?|simpson(?:'s)?|monte[- ]carlo|jacobi|"
    r"gradient descent|(?:linear|logistic) regression|k[- ]?means|k[- ]?nn|naive bayes|"
    r"decision trees?|random forest|perceptron|cnn|convolution(?:al neural network)?|lstm|"
    r"page\s?rank|minimax|alpha[- ]beta|simulated annealing|genetic algorithm|"
    r"travell?ing salesman|tsp|coin change|permutations|pascal's triangle|power set|trie|"
    r"union[- ]find|bloom filter|lru cache|prefix sums?|binary tree|linked list|hash table"
)
_ALGORITHM = re.compile(rf"(?<![\w.])(?:{_SORTS}|{_SEARCHES}|{_NAMED})(?!\w)", re.IGNORECASE)
_MOST = 100


def named(text: str) -> str | None:
    """The one algorithm that a short text names, as it is written; None for none or several."""
    if len(text) > _MOST:
        return None
    found = {one.group().lower(): one.group() for one in _ALGORITHM.finditer(text)}
    return next(iter(found.values())) if len(found) == 1 else None
