def quick_sort(items):
    if len(items) < 2:
        return items
    pivot = items[0]
    small = [one for one in items[1:] if one < pivot]
    large = [one for one in items[1:] if one >= pivot]
    return [*quick_sort(small), pivot, *quick_sort(large)]


if __name__ == "__main__":
    print(quick_sort([3, 1, 2]))
