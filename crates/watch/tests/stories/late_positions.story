# A gap is told and closed. Hours later a satellite delivers positions from inside it: the gap is
# withdrawn, and the story says why.

heard
2024-07-01T00:00Z for 6h every 30min 412000001 sails 41.00N 165.00E 4.0kn 090
2024-07-01T20:00Z for 10h every 30min 412000001 sails 41.00N 166.76E 4.0kn 090
late 2024-07-01T13:00Z 412000001 at 41.00N 166.15E 4.0kn 090

told
2024-07-01T18:00:00.001Z gap.silence open: 412000001-1 (vessel)
    from 2024-07-01T06:00:00Z 41.00N 165.53E
    assessment: not-supported
    reasons: shore-unknown reception-unknown few-positions-before
2024-07-01T20:00:00Z gap.silence closed: 412000001-1 (vessel)
    from 2024-07-01T06:00:00Z 41.00N 165.53E to 2024-07-01T20:00:00Z 41.00N 166.76E
    assessment: not-supported
    reasons: shore-unknown reception-unknown few-positions-before
2024-07-02T06:00:01Z gap.silence retracted: 412000001-1 (vessel)
    from 2024-07-01T06:00:00Z 41.00N 165.53E to 2024-07-01T20:00:00Z 41.00N 166.76E
    withdrawn: late-positions-inside
    assessment: not-supported
    reasons: shore-unknown reception-unknown few-positions-before
