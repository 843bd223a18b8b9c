import math

from geometry import rotate


def area(width, height):
    return width * height


print(area(3, 4), rotate([[1.0, 0.0]], math.pi).shape)
