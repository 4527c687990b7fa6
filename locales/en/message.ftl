# Texts to nationals in a crisis: short enough for a text message.
message-ask = { $crisis }: please tell us whether you are safe and whether you want to leave. Answer this message or use the page of your embassy.
message-seat = { $crisis }: you have a seat on { $leg }. Be at { $place } before { $cutoff } UTC with your passport. Departure { $departure } UTC. Please confirm.
message-seat-bus = { $crisis }: you have a seat on { $leg }. Your bus leaves { $place } at { $bus } UTC; bring your passport. { $leg } departs { $departure } UTC. Please confirm.
message-changed = { $crisis }: your way out has changed. You now have a seat on { $leg }. Be at { $place } before { $cutoff } UTC. Departure { $departure } UTC.
message-changed-bus = { $crisis }: your way out has changed. Your bus leaves { $place } at { $bus } UTC for { $leg }, departing { $departure } UTC.
message-changed-none = { $crisis }: your seat is no longer available. Stay where you are; we are looking for another way and will write again.
message-gather = { $crisis }: please come to { $place } as soon as it is safe to do so. Bring your passport and what you need for two days.
message-over = { $crisis }: the evacuation has ended. If you still need help, contact your embassy.
message-words = { $crisis }: { $words }
message-languages = The words are needed in English, French and Japanese, so that nobody is left untold.
message-words-unfit = The words are too long, or in a language that is not offered.
message-id = The id of the sending is not one of 32 hexadecimal digits.
message-place = Say to which place people are to come.
message-audience = A seat goes to people of the plan, a change to people whose way changed.
messages-not-written = The messages could not be written for the gateway. Nothing was sent.
