# Two ships send one MMSI, one off Hokkaido and one beyond 180 degrees. They are told as two tracks.

heard
2024-07-01T00:00Z for 5h every 15min 412999999 sails 43.00N 150.00E 9.0kn 090
2024-07-01T00:07Z for 5h every 15min 412999999 sails 35.00N 170.00W 3.0kn 270

told
2024-07-01T01:07:00Z shared_mmsi.turns open: 412999999-1 (vessel), 412999999-2 (vessel)
    from 2024-07-01T00:00:00Z 43.00N 150.00E to 2024-07-01T01:07:00Z 35.00N 170.06W
2024-07-01T02:07:00Z shared_mmsi.turns open: 412999999-1 (vessel), 412999999-2 (vessel)
    from 2024-07-01T00:00:00Z 43.00N 150.00E to 2024-07-01T02:07:00Z 35.00N 170.12W
2024-07-01T04:07:00Z shared_mmsi.turns open: 412999999-1 (vessel), 412999999-2 (vessel)
    from 2024-07-01T00:00:00Z 43.00N 150.00E to 2024-07-01T04:07:00Z 35.00N 170.24W
