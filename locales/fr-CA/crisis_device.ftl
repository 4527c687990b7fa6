# Notes des appareils d’enregistrement que le nœud refuse : sur l’appareil et dans la salle de crise.
note-refused-crisis-event = elle est illisible
note-refused-crisis-event-signature = elle n’est pas signée par l’appareil qu’elle nomme
note-refused-crisis-device-unknown = l’appareil n’est pas configuré auprès de ce nœud
note-refused-crisis-act-not-desk = un appareil d’enregistrement ne peut pas noter cela
devices-refused-title = { $count } notes ont été refusées
devices-refused-hint = Elles ne comptent nulle part; ce que l’appareil a noté avant et après a été pris. L’appareil les conserve et réessaie à chaque transmission. Demandez au guichet ce qui s’est passé et notez-le ici.
devices-refused-why = Motif
devices-refused-do = Je les ai examinées
devices-refused-seen = Classées : { $count }.
checkin-note-refused = Le nœud a refusé { $count } notes de cet appareil ({ $why }). Elles sont conservées ici et retransmises à chaque fois; tout le reste a été transmis. Avisez l’agent consulaire : { $names }.
checkin-forget-refused-ask = Effacer tout ce qui est sur cet appareil? Il contient { $count } notes que le nœud a refusées, et ce qui n’a pas été transmis sera perdu.
checkin-leg-closed-mark = { $leg } (embarquement fermé)
checkin-leg-closed = L’embarquement sur { $leg } a été fermé à { $time }, d’après ce que cet appareil a appris à { $heard }. Vous pouvez encore noter qui embarque; cela contredira le manifeste définitif jusqu’à ce que l’agent consulaire tranche. Appelez d’abord l’agent à la porte.
