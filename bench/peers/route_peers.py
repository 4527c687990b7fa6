"""Sea distances by PyPI `searoute`: legs as JSON [[lat, lon, lat, lon], ...] in; kilometres and CPU seconds out."""
import json
import sys
import time

import searoute

legs = json.load(sys.stdin)
searoute.searoute([140, 35], [150, 40])  # reads its network
begin = time.process_time()
km = [searoute.searoute([leg[1], leg[0]], [leg[3], leg[2]]).properties["length"] for leg in legs]
print(json.dumps({"km": km, "seconds": time.process_time() - begin}))
