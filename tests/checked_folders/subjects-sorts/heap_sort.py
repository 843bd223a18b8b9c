def heap_sort(items):
    end = len(items)
    for start in range(end // 2 - 1, -1, -1):
        sift(items, start, end)
    while end > 1:
        end -= 1
        items[0], items[end] = items[end], items[0]
        sift(items, 0, end)
    return items


def sift(items, root, end):
    while 2 * root + 1 < end:
        child = 2 * root + 1
        if child + 1 < end and items[child] < items[child + 1]:
            child += 1
        if items[root] >= items[child]:
            return
        items[root], items[child] = items[child], items[root]
        root = child


if __name__ == "__main__":
    print(heap_sort([3, 1, 2]))
