import main

print(main.make(2).sum())
