# One position in the South Atlantic, between two in the North Pacific, is false. The track is not
# bent by it.

heard
2024-07-01T00:00Z for 5h every 15min 412000001 sails 43.00N 179.00E 9.0kn 090
2024-07-01T02:05Z 412000001 at 33.00S 18.00E 9.0kn 090

told
2024-07-01T02:45:00Z implausible_position.outlier closed: 412000001-2 (vessel)
    from 2024-07-01T02:05:00Z 33.00S 18.00E to 2024-07-01T02:05:00Z 33.00S 18.00E
    check: outlier
