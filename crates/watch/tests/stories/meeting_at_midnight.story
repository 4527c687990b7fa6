# A carrier and a squid jigger lie together for three hours from 22:30 UTC to 01:30: one encounter,
# not two halves of it.

heard
2024-07-01T22:20Z 412000001 says name=LU_RONG_YU_1 gear=squid_jigger
2024-07-01T22:20Z 357000001 says name=HAI_FENG_7 gear=carrier
2024-07-01T18:30Z for 4h every 10min 412000001 sails 45.00N 163.20W 10.0kn 090
2024-07-01T18:30Z for 4h every 10min 357000001 sails 45.001N 161.32W 10.0kn 270
2024-07-01T22:32Z for 178min every 5min 412000001 sails 45.00N 162.26W 0.5kn 090
2024-07-01T22:33Z for 178min every 5min 357000001 sails 45.001N 162.26W 0.5kn 090
2024-07-02T01:45Z for 6h every 10min 412000001 sails 45.10N 162.23W 10.0kn 000
2024-07-02T01:45Z for 6h every 10min 357000001 sails 44.90N 162.23W 10.0kn 180

told
2024-07-01T23:13:00Z encounter.short open: 357000001-1 (carrier), 412000001-1 (fishing)
    from 2024-07-01T22:40:00Z 45.00N 162.26W to 2024-07-01T23:10:00Z 45.00N 162.25W
2024-07-02T00:13:00Z encounter.short open: 357000001-1 (carrier), 412000001-1 (fishing)
    from 2024-07-01T22:40:00Z 45.00N 162.26W to 2024-07-02T00:10:00Z 45.00N 162.24W
2024-07-02T00:33:00Z encounter.standard open: 357000001-1 (carrier), 412000001-1 (fishing)
    from 2024-07-01T22:30:00Z 45.00N 162.26W to 2024-07-02T00:30:00Z 45.00N 162.24W
2024-07-02T01:13:00Z encounter.short open: 357000001-1 (carrier), 412000001-1 (fishing)
    from 2024-07-01T22:40:00Z 45.00N 162.26W to 2024-07-02T01:10:00Z 45.00N 162.23W
2024-07-02T06:20:00Z encounter.standard closed: 357000001-1 (carrier), 412000001-1 (fishing)
    from 2024-07-01T22:30:00Z 45.00N 162.26W to 2024-07-02T01:20:00Z 45.00N 162.23W
2024-07-02T06:20:00Z encounter.short closed: 357000001-1 (carrier), 412000001-1 (fishing)
    from 2024-07-01T22:40:00Z 45.00N 162.26W to 2024-07-02T01:20:00Z 45.00N 162.23W
