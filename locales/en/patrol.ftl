# The patrol plan: command line.

plan-progress = { $seconds } s, { $iterations } iterations: { $value } points, at most { $bound } possible
plan-summary = { $value } points of at most { $bound }, { $visits } visits, { $miles } NM, { $fuel } t of fuel, { $findings } findings (seed { $seed }, { $iterations } iterations).
plan-left-out = left out: { $task } (at most { $value } points); nearest { $asset }: { $reason }
plan-finding = { $asset }, stop { $stop }, { $about }: { $reason } { $detail }
plan-sound = The plan is sound: nothing found.
error-plan-needs-request = Name a request file, or a command such as check.
error-plan-failed = No plan could be made: { $detail }
error-request-unusable = { $path }, line { $line }: cannot be used ({ $reason }): { $detail }

# Why a task is not done.

block-not-released = not to be known to this agency
block-forbidden = forbidden by hand
block-pinned-elsewhere = given to another asset by hand
block-class-wrong = the wrong class of asset
block-no-boarding-team = no boarding team
block-no-sensor = no sensor for it
block-no-authority = no boarding authority
block-no-officer = an officer of a partner would have to be aboard
block-no-window = no window is open, by day and in weather that allows it
block-too-late = out of reach before the window closes
block-never-met = the vessel is faster and opens
block-fuel = out of reach before the fuel limit
block-endurance = longer than endurance or crew allow
block-asset-window = the asset is not on offer then
block-plan-ends = home too late for the end of the plan
block-hours = more hours than the crew may
block-no-way = there is no way
block-meeting = the others of the meeting cannot be there together
block-visit-too-soon = another visit is too near in time
block-air-conflict = too close to another aircraft
block-order = it would break an order set by hand
block-would-displace = it fits only in place of tasks worth more
block-not-worth = it would cost more than it is worth

# What the checker finds.

finding-asset-unknown = this asset was not offered
finding-route-twice = two routes for one asset
finding-stop-unknown = names something that the request does not hold
finding-mode-unknown = a speed that the asset does not have
finding-ends-at-sea = does not end in a port
finding-port-not-allowed = a port that the asset may not use
finding-times-disordered = times are not in order
finding-too-fast = faster than the asset
finding-no-way = there is no way
finding-distance-wrong = the miles are wrong
finding-place-wrong = not where the task is then
finding-outside-plan = outside the time of the plan
finding-outside-asset-window = outside the windows of the asset
finding-fuel-below-reserve = fuel below the reserve
finding-fuel-wrong = the fuel is wrong
finding-fuel-not-there = more fuel taken than there is
finding-sortie-too-long = the sortie is too long
finding-hours-exceeded = too many hours away from port
finding-stay-too-short = the stay in port is too short
finding-outside-window = begins outside the window
finding-work-too-short = the work is too short
finding-not-released = not to be known to this agency
finding-class-wrong = the wrong class of asset
finding-no-sensor = no sensor for it
finding-no-boarding-team = no boarding team
finding-no-authority = no authority covers it
finding-no-officer-for-authority = the authority needs an officer aboard
finding-instrument-wrong = the instrument named does not cover it
finding-no-officer = a needed officer is not aboard
finding-rider-not-allowed = the officer may not embark there
finding-rider-twice = the officer embarks twice
finding-tanker-not-allowed = the tanker does not serve this agency
finding-tanker-empty = more fuel than the tanker has
finding-no-daylight = it is dark
finding-sea-too-high = the sea is too high
finding-too-many-visits = done more often than it may
finding-visit-too-soon = two visits follow too soon
finding-meeting-incomplete = not all tasks of the meeting are done
finding-meeting-missed = the meeting is missed
finding-meeting-alone = one asset cannot meet itself
finding-air-conflict = two aircraft are too close
finding-pin-broken = not done by the asset it was given to
finding-forbidden = forbidden by hand
finding-order-broken = done in the wrong order
finding-frozen-changed = what was ordered has changed
finding-value-wrong = the value is wrong
finding-total-wrong = a total is wrong

# What the planner refuses.

id-unfit = An identifier is 1 to 80 letters, digits, -, _ or . without spaces.
things-too-many = There are too many of these.
still-needed = Something else still needs it.
days-out-of-range = A plan lasts between a quarter of an hour and 366 days.
seconds-out-of-range = A search lasts between a tenth of a second and an hour.
text-too-long = The text is too long.
planner-busy = This plan is being made, or two others are. Wait or stop one.
plan-not-running = This plan is not being made now.
plan-unsound = The checker found faults: this plan cannot be ordered.
status-unknown = No such status.
outcome-needs-task = An outcome names its task and how it ended.
value-out-of-range = A value is outside its sensible range.
id-twice = An identifier is used twice.
id-unknown = Something named here is not known.
too-many = There are too many of these for one plan.
request-unreadable = The request cannot be read.
