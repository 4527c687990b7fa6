"""Runs one routing solver on a TOPTW instance: toptw_peers.py SOLVER FILE M SECONDS; prints the routes as JSON.

The objective of each is the score first, distance second; settings are those a user would find in its manual. Seconds
are of CPU where the solver can be stopped from outside (PyVRP, OR-tools); vrp-cli counts seconds on the wall, so it gets
as many as this machine needs just now for one CPU second each. The last line holds the routes and the CPU seconds used.
"""
import json
import math
import pathlib
import sys
import time


def wall_per_cpu(seconds=2.0):
    """Seconds on the wall for one of CPU, on this machine as it is now."""
    wall, cpu = time.monotonic(), time.process_time()
    while time.process_time() - cpu < seconds:
        pass
    return max(1.0, (time.monotonic() - wall) / seconds)


def read(path):
    """Rows of (x, y, service, score, open, close), distances and times as integers; the first row is the depot."""
    scale = 100 if pathlib.Path(path).stem.startswith("pr") else 10
    rows = []
    for line in pathlib.Path(path).read_text().splitlines()[2:]:
        values = [float(v) for v in line.split()]
        if len(values) >= 7:
            _, x, y, service, score = values[:5]
            rows.append((x, y, round(service * scale), score, round(values[-2] * scale), round(values[-1] * scale)))
    far = [[math.floor(scale * math.hypot(a[0] - b[0], a[1] - b[1]) + 1e-9) for b in rows] for a in rows]
    return scale, rows, far


def pyvrp(scale, rows, far, m, seconds):
    from pyvrp import Model
    model = Model()
    places = [model.add_location(x=0, y=0) for _ in rows]
    depot = model.add_depot(places[0])
    model.add_vehicle_type(num_available=m, tw_early=0, tw_late=rows[0][5], start_depot=depot, end_depot=depot)
    for place, r in zip(places[1:], rows[1:]):
        model.add_client(place, service_duration=r[2], tw_early=r[4], tw_late=r[5], prize=int(r[3] * 100 * scale), required=False)
    for a, one in enumerate(places):
        for b, two in enumerate(places):
            if a != b:
                model.add_edge(one, two, distance=far[a][b], duration=far[a][b])
    end = time.process_time() + seconds
    best = model.solve(stop=lambda *_: time.process_time() >= end, display=False).best
    return [[int(a.idx) + 1 for a in route.schedule() if a.is_client()] for route in best.routes()]


def ortools(scale, rows, far, m, seconds):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2
    manager = pywrapcp.RoutingIndexManager(len(rows), m, 0)
    routing = pywrapcp.RoutingModel(manager)
    node = manager.IndexToNode
    distance = routing.RegisterTransitCallback(lambda a, b: far[node(a)][node(b)])
    duration = routing.RegisterTransitCallback(lambda a, b: far[node(a)][node(b)] + (rows[node(a)][2] if node(a) else 0))
    routing.SetArcCostEvaluatorOfAllVehicles(distance)
    routing.AddDimension(duration, rows[0][5], rows[0][5], False, "time")
    clock = routing.GetDimensionOrDie("time")
    for n in range(1, len(rows)):
        index = manager.NodeToIndex(n)
        clock.CumulVar(index).SetRange(rows[n][4], rows[n][5])
        routing.AddDisjunction([index], int(rows[n][3] * 100 * scale))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    end = time.process_time() + seconds
    routing.AddSearchMonitor(routing.solver().CustomLimit(lambda: time.process_time() >= end))
    found = routing.SolveWithParameters(parameters)
    routes = []
    for vehicle in range(m if found else 0):
        index, route = routing.Start(vehicle), []
        while not routing.IsEnd(index):
            route.append(node(index))
            index = found.Value(routing.NextVar(index))
        routes.append(route[1:])
    return routes


def vroom(scale, rows, far, m, seconds):
    import numpy
    from vroom import Input, Job, TimeWindow, Vehicle
    problem = Input()
    problem.set_durations_matrix(profile="car", matrix_input=numpy.array(far, dtype=numpy.uint32))
    problem.add_vehicle([Vehicle(v + 1, start=0, end=0, time_window=TimeWindow(0, rows[0][5])) for v in range(m)])
    problem.add_job([Job(n, location=n, default_service=r[2], priority=min(100, int(r[3])), time_windows=[TimeWindow(r[4], r[5])])
                     for n, r in enumerate(rows) if n])
    found = problem.solve(exploration_level=5, nb_threads=1).to_dict()
    return [[step["id"] for step in route["steps"] if step["type"] == "job"] for route in found["routes"]]


def vrp(scale, rows, far, m, seconds):
    import vrp_cli
    when = lambda t: f"2026-01-{1 + t // 86400:02}T{t % 86400 // 3600:02}:{t % 3600 // 60:02}:{t % 60:02}Z"
    jobs = [{"id": str(n), "value": r[3], "services": [{"places": [
        {"location": {"index": n}, "duration": r[2], "times": [[when(r[4]), when(r[5])]]}]}]}
        for n, r in enumerate(rows) if n]
    shift = {"start": {"earliest": when(0), "location": {"index": 0}}, "end": {"latest": when(rows[0][5]), "location": {"index": 0}}}
    problem = {"plan": {"jobs": jobs}, "fleet": {"vehicles": [{
        "typeId": "v", "vehicleIds": [f"v{n}" for n in range(m)], "profile": {"matrix": "car"},
        "costs": {"fixed": 0, "distance": 1, "time": 0}, "shifts": [shift], "capacity": [0]}], "profiles": [{"name": "car"}]},
        "objectives": [[{"type": "maximize-value"}], [{"type": "minimize-cost"}]]}
    matrix = {"profile": "car", "travelTimes": sum(far, []), "distances": sum(far, [])}
    config = {"termination": {"maxTime": math.ceil(seconds * wall_per_cpu())}, "environment": {"parallelism": {"numThreadPools": 1, "threadsPerPool": 1}}}
    found = json.loads(vrp_cli.solve_pragmatic(problem=json.dumps(problem), matrices=[json.dumps(matrix)], config=json.dumps(config)))
    return [[int(a["jobId"]) for stop in tour["stops"] for a in stop["activities"] if a["jobId"].isdigit()]
            for tour in found["tours"]]


SOLVERS = {"pyvrp": pyvrp, "ortools": ortools, "vroom": vroom, "vrp-cli": vrp}
if __name__ == "__main__":
    name, path, m, seconds = sys.argv[1:5]
    problem = read(path)
    begin = time.process_time()
    routes = SOLVERS[name](*problem, int(m), float(seconds))
    print(json.dumps({"routes": routes, "cpu_s": round(time.process_time() - begin, 1)}))
