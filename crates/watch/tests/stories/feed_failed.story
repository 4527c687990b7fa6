# The satellite feed fails for 15 hours: everyone is silent. Gaps are told, because nobody was heard,
# but none of them is called disabling.
open sea

heard
2024-07-01T00:00Z for 12h every 20min 412000001 sails 41.00N 179.00E 4.0kn 090
2024-07-02T03:00Z for 1h every 20min 412000001 sails 41.00N 178.60W 4.0kn 090
2024-07-01T00:00Z for 12h every 20min 431000001 sails 43.00N 178.00E 4.0kn 000
2024-07-02T03:00Z for 1h every 20min 431000001 sails 44.80N 178.00E 4.0kn 000
2024-07-01T00:00Z for 12h every 20min 440000001 sails 39.00N 177.00W 4.0kn 000
2024-07-02T03:00Z for 1h every 20min 440000001 sails 40.80N 177.00W 4.0kn 000
2024-07-01T00:00Z for 12h every 20min 416000001 sails 45.00N 179.00W 4.0kn 180
2024-07-02T03:00Z for 1h every 20min 416000001 sails 43.20N 179.00W 4.0kn 180

told
2024-07-02T00:00:00.001Z gap.silence open: 412000001-1 (vessel)
    from 2024-07-01T12:00:00Z 41.00N 179.94W
    assessment: not-supported
    reasons: feed-outage
2024-07-02T00:00:00.001Z gap.silence open: 416000001-1 (vessel)
    from 2024-07-01T12:00:00Z 44.20N 179.00W
    assessment: not-supported
    reasons: feed-outage
2024-07-02T00:00:00.001Z gap.silence open: 431000001-1 (vessel)
    from 2024-07-01T12:00:00Z 43.80N 178.00E
    assessment: not-supported
    reasons: feed-outage
2024-07-02T00:00:00.001Z gap.silence open: 440000001-1 (vessel)
    from 2024-07-01T12:00:00Z 39.80N 177.00W
    assessment: not-supported
    reasons: feed-outage
2024-07-02T03:00:00Z gap.silence closed: 412000001-1 (vessel)
    from 2024-07-01T12:00:00Z 41.00N 179.94W to 2024-07-02T03:00:00Z 41.00N 178.60W
    assessment: not-supported
    reasons: feed-outage
2024-07-02T03:00:00Z gap.silence closed: 416000001-1 (vessel)
    from 2024-07-01T12:00:00Z 44.20N 179.00W to 2024-07-02T03:00:00Z 43.20N 179.00W
    assessment: not-supported
    reasons: feed-outage
2024-07-02T03:00:00Z gap.silence closed: 431000001-1 (vessel)
    from 2024-07-01T12:00:00Z 43.80N 178.00E to 2024-07-02T03:00:00Z 44.80N 178.00E
    assessment: not-supported
    reasons: feed-outage
2024-07-02T03:00:00Z gap.silence closed: 440000001-1 (vessel)
    from 2024-07-01T12:00:00Z 39.80N 177.00W to 2024-07-02T03:00:00Z 40.80N 177.00W
    assessment: not-supported
    reasons: feed-outage
