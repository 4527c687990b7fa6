### The fleet as a file, tasks by hand, and how a plan is made.

fleet-ports = ports
fleet-assets = assets
fleet-tankers = tankers
fleet-riders = officers
fleet-weather = forecasts
fleet-registers = registers
fleet-settings = settings
fleet-entry-unfit = The entry is no table.
fleet-entry-nameless = The entry has no id.
fleet-table-unfit = This part is not of the right form.
fleet-table-unknown = A fleet has no such part.
fleet-file-unreadable = The file is no fleet in JSON. A fleet in TOML is loaded by vigie plan load.
fleet-file-large = The file is too large.
fleet-title = Fleet as a file
fleet-lead = Assets, ports, tankers, officers, forecasts, registers and settings. What the file does not name stays as it is.
fleet-choose = Choose a file
fleet-save = Save the fleet
fleet-part = Part
fleet-new = New
fleet-changed = Changed
fleet-same = As before
fleet-faults = Faults
fleet-changes = What would change
fleet-word-new = new
fleet-word-changed = changed
fleet-nothing = Nothing in the file differs from what is here.
fleet-send = { $count ->
    [one] Send one entry
   *[other] Send { $count } entries
}
fleet-drop = Cancel
fleet-sent = { $count ->
    [0] Nothing was changed.
    [one] One entry is in.
   *[other] { $count } entries are in.
}
fleet-faults-told = Left out, and why
fleet-fault = { $table } { $entry }: { $reason } { $detail }
task-form-target = Vessel
task-form-target-none = No vessel: none is followed as a task.
task-form-target-choose = Choose a vessel.
task-form-port = Port
task-form-port-none = No port is entered.
task-form-locate = Time to find her (h)
task-form-scale = Hours for most of the effect
task-form-visits = Visits at most
task-form-class = Sought
task-form-class-large = large fishing vessel
task-form-class-small = small fishing vessel
task-form-time = When (UTC)
task-form-pass-time = Time of the pass (UTC)
task-form-latency = Hours until the picture is there
task-form-useful = Useful for (h)
task-form-window-from = Not before (UTC)
task-form-window-until = Not after (UTC)
task-form-window-wrong = A window has a begin and a later end.
task-form-hours-wrong = Finding her takes no longer than the task.
task-form-useful-wrong = A picture is useful for longer than it takes to come.
task-form-daylight = Only by daylight
task-form-team = Boarding team needed
task-form-release = May be released to (agencies, with commas)
task-form-added = The task { $name } is added.
make-title = A new plan
make-name = Title
make-days = Days
make-seconds = Seconds of search
make-sea = Sea state without a forecast
make-usual = as in the settings
plan-load-would = { $table }: { $new } new, { $changed } changed, { $same } as before, { $faults } with faults (nothing is sent)
plan-load-done = { $table }: { $new } new, { $changed } changed, { $same } as before, { $faults } with faults
plan-load-fault = { $table } { $entry }: { $reason } { $detail }
error-plan-load-faults = Entries left out: { $count }. The rest was taken.
help-plan-load = Load assets, ports, tankers, officers, forecasts, registers and settings from a file into a node that runs.
help-plan-load-after = What is as the node has it already is not sent; nothing is removed. An entry that cannot be used is told and the rest goes on.
help-plan-load-file = Fleet file (TOML or JSON).
help-plan-load-dry-run = Say what would change; send nothing.
help-plan-fleet = Write the fleet of a node that runs as a file that vigie plan load reads.
help-plan-fleet-out = Write it here (JSON).
