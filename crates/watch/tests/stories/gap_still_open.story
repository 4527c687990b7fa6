# A vessel is not heard any more. The gap is told when it has lasted as long as the rule says, and
# again when it has doubled, with a region of possible positions that grows.

heard
2024-07-01T00:00Z for 3h every 30min 412000001 sails 41.00N 165.00E 4.0kn 180
silence until 2024-07-04T00:00Z

told
2024-07-01T15:00:00.001Z gap.silence open: 412000001-1 (vessel)
    from 2024-07-01T03:00:00Z 40.80N 165.00E
    assessment: not-supported
    reasons: shore-unknown reception-unknown few-positions-before
2024-07-02T03:00:00Z gap.silence open: 412000001-1 (vessel)
    from 2024-07-01T03:00:00Z 40.80N 165.00E
    assessment: not-supported
    reasons: shore-unknown reception-unknown few-positions-before
2024-07-03T03:00:00Z gap.silence open: 412000001-1 (vessel)
    from 2024-07-01T03:00:00Z 40.80N 165.00E
    assessment: not-supported
    reasons: shore-unknown reception-unknown few-positions-before
