# A vessel crosses a closed area that lies across 180 degrees.
area closed-box 40.00N 179.00E 44.00N 179.00W

heard
2024-07-01T00:00Z for 14h every 10min 412000001 sails 42.00N 178.50E 8.0kn 090

told
2024-07-01T02:50:00Z area_visit open: 412000001-1 (vessel)
    from 2024-07-01T02:50:00Z 42.00N 179.01E to 2024-07-01T02:50:00Z 42.00N 179.01E
    area: closed-box
2024-07-01T03:00:00Z area_visit open: 412000001-1 (vessel)
    from 2024-07-01T02:50:00Z 42.00N 179.01E to 2024-07-01T03:00:00Z 42.00N 179.04E
    area: closed-box
2024-07-01T09:00:00Z area_visit open: 412000001-1 (vessel)
    from 2024-07-01T02:50:00Z 42.00N 179.01E to 2024-07-01T09:00:00Z 41.99N 179.89W
    area: closed-box
2024-07-01T14:00:00Z area_visit closed: 412000001-1 (vessel)
    from 2024-07-01T02:50:00Z 42.00N 179.01E to 2024-07-01T13:50:00Z 41.97N 179.02W
    area: closed-box
