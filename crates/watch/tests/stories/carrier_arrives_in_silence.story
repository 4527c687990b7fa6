# A carrier comes up at ten knots and is not heard for 75 minutes, in which she stops beside a longliner.
# Then both are heard for five hours, half an hour apart: one encounter.

heard
2024-07-08T02:00Z 412000114 says name=LU_RONG_YU_114 gear=drifting_longlines
2024-07-08T02:00Z 636000011 says name=MERIDIAN_REEFER gear=carrier
2024-07-08T03:20Z for 7h every 20min 412000114 sails 41.35N 179.96E 0.0kn 090
2024-07-08T04:00Z for 57min every 3min 636000011 sails 41.183N 179.96E 10.2kn 000
2024-07-08T06:14Z for 2min every 1min 636000011 sails 41.3505N 179.96E 0.0kn 083
2024-07-08T06:50Z for 3h every 30min 636000011 sails 41.3505N 179.96E 0.0kn 083
2024-07-08T11:40Z for 2h every 20min 636000011 sails 41.50N 179.83E 11.0kn 310

told
2024-07-08T07:00:00Z encounter.short open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T06:10:00Z 41.35N 179.96E to 2024-07-08T06:50:00Z 41.35N 179.96E
2024-07-08T08:00:00Z encounter.standard open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T05:00:00Z 41.35N 179.96E to 2024-07-08T07:50:00Z 41.35N 179.96E
2024-07-08T08:00:00Z encounter.short open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T06:10:00Z 41.35N 179.96E to 2024-07-08T07:50:00Z 41.35N 179.96E
2024-07-08T09:00:00Z encounter.standard open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T05:00:00Z 41.35N 179.96E to 2024-07-08T08:50:00Z 41.35N 179.96E
2024-07-08T09:00:00Z encounter.short open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T06:10:00Z 41.35N 179.96E to 2024-07-08T08:50:00Z 41.35N 179.96E
2024-07-08T10:00:00Z encounter.standard open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T05:00:00Z 41.35N 179.96E to 2024-07-08T09:50:00Z 41.35N 179.96E
2024-07-08T10:00:00Z encounter.short open: 412000114-1 (fishing), 636000011-1 (carrier)
    from 2024-07-08T06:10:00Z 41.35N 179.96E to 2024-07-08T09:50:00Z 41.35N 179.96E
