### Événements, motifs, preuves : les mots des codes stables de la veille.

## Kinds of event

event-gap = Interruption de transmission
event-encounter = Rencontre
event-loitering = Flânage
event-fishing = Pêche apparente
event-port-visit = Escale
event-anchorage-visit = Mouillage
event-area-visit = Passage en zone
event-implausible-position = Position invraisemblable
event-identity-conflict = Conflit d’identité
event-shared-mmsi = MMSI partagé
event-list-match = Correspondance de liste

## The claim of an event in one sentence; a and b are vessels

sentence-gap = { $a } n’a rien émis plus longtemps que ne l’expliquent son rythme d’émission et la réception.
sentence-encounter = { $a } et { $b } sont restés proches à faible vitesse.
sentence-loitering = { $a } est resté lent loin de la côte, comme un navire qui attend un transbordement en mer.
sentence-fishing = { $a } s’est déplacé comme un navire en pêche.
sentence-port-visit = { $a } a fait escale dans un port.
sentence-anchorage-visit = { $a } s’est arrêté à un mouillage.
sentence-area-visit = { $a } se trouvait dans une zone surveillée.
sentence-implausible-position = { $a } a émis des positions qui ne peuvent être vraies.
sentence-identity-conflict = { $a } a émis des identités qui se contredisent.
sentence-shared-mmsi = Plusieurs navires utilisent en même temps le MMSI de { $a }.
sentence-list-match = { $a } correspond à un navire d’une liste.

## States

state-open = En cours
state-closed = Terminé
state-retracted = Retiré

## Parts played

role-vessel = Navire
role-carrier = Transporteur
role-fishing = Navire de pêche
role-other = Autre navire
