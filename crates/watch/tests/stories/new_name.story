# A vessel sends another name at sea. One wrong message is not told, a name sent twice is.

heard
2024-07-01T00:00Z for 10h every 20min 412000001 sails 42.00N 170.00E 8.0kn 090
2024-07-01T00:01Z 412000001 says name=LU_RONG_YU_1 call_sign=BZ1A
2024-07-01T01:01Z 412000001 says name=LU_RONG_YU_1 call_sign=BZ1A
2024-07-01T02:01Z 412000001 says name=L@#RONG call_sign=BZ1A
2024-07-01T03:01Z 412000001 says name=LU_RONG_YU_1 call_sign=BZ1A
2024-07-01T05:01Z 412000001 says name=OCEAN_STAR_9 call_sign=BZ1A
2024-07-01T06:01Z 412000001 says name=OCEAN_STAR_9 call_sign=BZ1A

told
2024-07-01T06:01:00Z identity_conflict.name-changed closed: 412000001-1 (vessel)
    from 2024-07-01T06:00:00Z 41.99N 171.08E to 2024-07-01T06:00:00Z 41.99N 171.08E
    before: LU RONG YU 1
    after: OCEAN STAR 9
    check: name-changed
