# A cargo ship passes. There is nothing to tell.

heard
2024-07-01T00:00Z 431000001 says name=PACIFIC_MARU imo=9074729 ship_type=70
2024-07-01T00:00Z for 20h every 10min 431000001 sails 42.00N 175.00E 14.0kn 090

told
nothing
