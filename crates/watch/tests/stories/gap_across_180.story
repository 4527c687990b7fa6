# A longliner crosses 180 degrees in silence and comes back 16 hours later.
# Reception there is good, the shore is far and it was heard well before: the evidence supports
# that the set was switched off. The middle of the gap is at 180, not at Greenwich.
open sea

heard
2024-07-01T00:00Z 416000301 says name=CHIN_JEN_FA
2024-07-01T00:00Z for 10h every 20min 416000301 sails 42.00N 178.50E 6.0kn 090
2024-07-02T02:00Z for 4h every 20min 416000301 sails 42.00N 178.60W 6.0kn 090

told
2024-07-01T22:00:00.001Z gap.disabling open: 416000301-1 (vessel)
    from 2024-07-01T10:00:00Z 41.99N 179.84E
    assessment: supported
2024-07-02T02:00:00Z gap.disabling closed: 416000301-1 (vessel)
    from 2024-07-01T10:00:00Z 41.99N 179.84E to 2024-07-02T02:00:00Z 42.00N 178.60W
    assessment: supported
