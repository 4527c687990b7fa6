# Notes of check-in devices that the node refuses: on the device, and in the crisis room.
note-refused-crisis-event = it cannot be read
note-refused-crisis-event-signature = it is not signed by the device it names
note-refused-crisis-device-unknown = the device is not set up at this node
note-refused-crisis-act-not-desk = a check-in device may not note that
devices-refused-title = { $count } notes were refused
devices-refused-hint = They count nowhere; what a device noted before and after them was taken. The device keeps them and tries again whenever it delivers. Ask the desk what happened and note it here.
devices-refused-why = Why
devices-refused-do = I looked at them
devices-refused-seen = Put away: { $count }.
checkin-note-refused = The node refused { $count } notes of this device ({ $why }). They are kept here and tried again at each delivery; everything else was delivered. Tell the consular officer: { $names }.
checkin-forget-refused-ask = Erase everything on this device? { $count } notes that the node refused are on it, and what was not delivered is lost.
checkin-leg-closed-mark = { $leg } (boarding closed)
checkin-leg-closed = Boarding of { $leg } was closed at { $time }, as this device heard at { $heard }. You can still note who boards; it will stand against the final manifest until the consular officer settles it. Call the officer at the door first.
