# La ligne de commande.

help = La vigie : rapports AIS et VMS en entrée, liste de navires classée et expliquée en sortie.
help-after = Codes de sortie : 0 terminé; 1 rien d’utilisable dans les données, ou une vérification a trouvé des défauts; 2 ligne de commande erronée; 3 défaut de fichier ou de connexion; 4 non permis; 5 un fichier de règles, de zones ou de liste est inutilisable; 130 interrompu.
help-decode = Décoder des flux en lignes JSON.
help-watch = Surveiller des flux enregistrés ou en direct et écrire la liste classée des navires.
help-exercise = Jouer l’exercice à deux nœuds : Canada et Japon, chacun avec ses données, qui échangent selon leur accord.
help-serve = Tenir la salle de veille : flux, stockage, API HTTP et pages Web.
help-replay = Renvoyer un journal NMEA enregistré, selon ses propres heures, vers une connexion ou la sortie standard.
help-area = Énumérer, vérifier ou convertir des fichiers de zones.
help-area-list = Énumérer les zones de fichiers GeoJSON ou shapefile.
help-area-check = Vérifier des fichiers de zones et dire ce qui ne va pas.
help-area-convert = Convertir un fichier GeoJSON ou shapefile en GeoJSON propre.
help-list = Vérifier ou afficher des listes INN et des listes d’autorisation.
help-list-check = Vérifier des listes et dire quelles lignes ne peuvent être rapprochées.
help-list-show = Afficher les navires d’une liste.
help-plan = Établir un plan de patrouille conjoint à partir d’un fichier de demande.
help-plan-after = Sans --out, les étapes sont affichées en CSV. La demande est en TOML ou en JSON; un nœud en donne une à /api/v1/patrol/request.
help-plan-request = Demande : moyens, ports, cibles, tâches (TOML ou JSON).
help-plan-seed = Germe de la recherche : le même germe et le même nombre d’itérations donnent le même plan.
help-plan-seconds = Durée de la recherche. Ctrl-C met fin à la recherche et garde ce qui a été trouvé.
help-plan-iterations = Au lieu de secondes : un nombre d’itérations, reproductible à l’octet près.
help-plan-out = Fichier de sortie : .csv pour les étapes, sinon le plan entier en JSON.
help-plan-check = Vérifier un plan : heures, milles, tonnes, pouvoirs et rencontres sont tous recalculés.
help-plan-check-plan = Plan (JSON), tel qu’écrit par vigie plan.
help-plan-check-request = La demande, si elle n’est pas dans le fichier du plan.
help-rules = Afficher les règles en vigueur, chaque seuil avec sa valeur.
help-doctor = Vérifier cette machine : dossier de données, port, horloge, langues.
help-completions = Afficher les complétions d’un interpréteur de commandes.
help-man = Afficher la page de manuel, ou écrire les pages de toutes les commandes dans un dossier.

help-arg-json = Afficher du JSON au lieu de phrases et de tableaux.
help-arg-quiet = N’afficher ni progression ni résumé.
help-arg-lang = Langue : en, fr-CA ou ja. Par défaut, celle de l’environnement (LANG).
help-arg-feeds = Fichier, dossier, - (entrée standard), tcp://HÔTE:PORT, tcp-listen://ADRESSE:PORT ou udp://ADRESSE:PORT; un format peut précéder : csv:dma@FICHIER.
help-arg-format = Format des flux qui n’en nomment pas : auto, nmea, csv, csv:marinecadastre, csv:dma, csv:gfw, csv:spire ou naf.
help-arg-map = Une colonne d’un tableau et le champ qu’elle donne, par exemple vessel_id=mmsi. Peut être répété.
help-arg-time = D’où vient l’heure d’un message qui n’en porte pas. auto : heure de réception en direct, rapports de stations de base dans les fichiers.
help-arg-assume-start = Heure de la première ligne d’un journal sans heures, par exemple 2024-07-01T00:00:00Z.
help-arg-assume-rate = Lignes par seconde d’un journal sans heures.
help-arg-reception = Grille (CSV) de la qualité de réception AIS.
help-arg-quarantine = Fichier qui garde chaque ligne illisible avec sa raison.
help-arg-from = N’utiliser que les rapports à partir de cette heure.
help-arg-to = N’utiliser que les rapports antérieurs à cette heure.
help-arg-rules = Fichier de règles (TOML); sinon les règles intégrées.
help-arg-area = Fichier de zones (GeoJSON). Peut être répété.
help-arg-iuu = Liste de navires INN (CSV). Peut être répété.
help-arg-authorised = Liste de navires autorisés (CSV). Peut être répété.
help-arg-complete-for = Ce pour quoi les listes de navires autorisés se disent complètes : all, flag:JPN ou area:NPFC. Sinon, l’absence d’une liste ne signifie rien. Peut être répété.
help-arg-ports = Ports et mouillages (CSV). Peut être répété.
help-arg-shore = Grille (CSV) de la distance à la côte.
help-arg-out = Fichier de sortie; l’extension décide : .csv, .json, .geojson ou .xlsx.
help-arg-events = Écrire chaque changement d’un événement dans ce fichier, un objet JSON par ligne.
help-arg-presence = Écrire la présence et les heures de pêche apparente par zone, pavillon et engin dans ce fichier CSV.
help-arg-top = Afficher ce nombre de navires de la liste.
help-arg-bom = Commencer les fichiers CSV par une marque d’ordre des octets, pour d’anciens tableurs.
help-arg-data = Dossier des données propres au nœud.
help-arg-listen = Adresse et port des pages Web et de l’API.
help-arg-speed = Rejouer les flux enregistrés à ce multiple de leur vitesse.
help-arg-exercise = Jouer le scénario d’exercice intégré, tiré de cette graine.
help-arg-tls-certificate = Fichier PEM de la chaîne de certificats pour HTTPS.
help-arg-tls-key = Fichier PEM de la clé privée de ce certificat.
help-arg-party = Nom de cet organisme parmi les partenaires, par exemple ca-ccg; ouvre l’échange.
help-arg-party-name = Nom de cet organisme pour les personnes.
help-arg-partner-listen = Adresse où les partenaires joignent ce nœud : HTTPS sur TCP et QUIC sur UDP.
help-arg-partner-address = Adresse à donner aux partenaires : https://HÔTE:PORT ou quic://HÔTE:PORT.
help-arg-thin-link = QUIC pour les liaisons de quelques kbit/s.
help-arg-pairing = Dans un exercice à plusieurs nœuds : dossier où ils se trouvent.
help-arg-port = Port des pages du premier nœud; le second est dix plus haut.
help-arg-seed = Graine du monde simulé.
help-arg-cell = Qui joue dans l’exercice : tous les récepteurs, ou ceux de canada ou de japan.
help-arg-exercise-start = Début de l’exercice; deux nœuds d’un même exercice commencent ensemble.
help-arg-stats = Afficher un résumé au lieu des messages.
help-arg-files = Fichiers à lire.
help-arg-file = Fichier à lire.
help-arg-find = N’afficher que les lignes dont un nom, un numéro OMI, un MMSI ou un indicatif contient ce texte.
help-arg-at = Afficher la liste telle qu’elle était à cette heure.
help-arg-shell = L’interpréteur de commandes.
help-arg-folder = Dossier des pages.
help-arg-pause-max = Ne jamais attendre plus longtemps entre deux lignes.
help-decode-out = Fichier de sortie au lieu de la sortie standard.
help-area-convert-out = Fichier de sortie au lieu de la sortie standard.
help-replay-to = Destination : tcp-listen://ADRESSE:PORT, tcp://HÔTE:PORT, udp://ADRESSE:PORT ou - (sortie standard).
help-arg-received-by = Mode de réception des messages, si les données ne le disent pas.

# Défauts qui mettent fin à une commande.

error-line = erreur : { $sentence }
error-file-not-found = { $path } n’existe pas. Vérifiez l’orthographe du chemin.
error-file-not-permitted = Ce compte ne peut pas utiliser { $path } ({ $detail }).
error-file-unreadable = { $path } est inutilisable : { $detail }
error-folder-empty = Le dossier { $path } ne contient aucun fichier.
error-output-unwritable = La sortie n’a pu être écrite : { $detail }
error-feed-address-unknown = « { $text } » n’est pas un flux. Donnez un fichier, un dossier, -, tcp://HÔTE:PORT, tcp-listen://ADRESSE:PORT ou udp://ADRESSE:PORT.
error-feed-format-unknown = « { $text } » n’est pas un format. Connus : auto, nmea, csv, csv:marinecadastre, csv:dma, csv:gfw, csv:spire, naf.
error-feed-map-unknown = « { $text } » n’est pas une correspondance. Écrivez COLONNE=CHAMP, avec un champ tel que mmsi, time, lat, lon, speed ou course.
error-socket-unavailable = { $address } ne peut être ouvert : { $detail }
error-column-missing = { $name } n’a pas de colonne pour « { $field } ». Colonnes trouvées : { $found }. Nommez la bonne avec --map COLONNE={ $field }.
error-feed-format-unclear = Le format de { $name } ne peut être reconnu d’après son début. Nommez-le avec --format.
error-quarantine-unwritable = Le fichier de quarantaine { $path } ne peut être écrit : { $detail }
error-time-unreadable = « { $text } » n’est pas une heure. Écrivez-la comme 2024-07-01T00:00:00Z.
error-span-empty = L’intervalle est vide : --from { $from } n’est pas avant --to { $to }.
error-rate-not-positive = Le rythme des lignes doit être supérieur à zéro; { $rate } ne l’est pas.
error-speed-not-positive = La vitesse doit être supérieure à zéro; { $speed } ne l’est pas.
error-port-unfit = { $port } ne laisse pas de ports pour deux nœuds.
error-serve-ended = Le service a pris fin : { $detail }
error-interrupted = Interrompu. Les fichiers de sortie inachevés ont été supprimés.
error-rules-unreadable = { $path }, ligne { $line } : { $detail }
error-rule-out-of-range = { $path } : la valeur de { $name } est hors de son domaine raisonnable.
error-list-column-missing = { $path } n’a pas la colonne « { $column } ».
error-area-unusable = { $path } ne peut servir de zones ({ $reason }, à { $place }).
error-complete-for-unreadable = « { $text } » n’est pas reconnu. Écrivez all, flag:JPN ou area:NPFC.
error-feeds-empty = Rien à lire : { $names } est vide.
error-nothing-read = Aucun message n’a pu être lu de { $names } ({ $faults } défauts, le plus souvent « { $reason } »). Gardez-les avec --quarantine FICHIER pour les voir, ou nommez le format avec --format.

# Ce qui a été lu.

intake-waiting = { $name } : en attente, { $detail }
summary-read = { $messages } messages en { $lines } lignes, { $seconds } s
summary-faults = { $count } n’ont pu être lus :
summary-notes = De plus :

fault-feed-format-unclear = fichier de format inconnu ignoré

note-time-in-message = messages portant leur propre heure
note-time-of-receipt = messages à l’heure de réception
note-time-derived = messages dont l’heure a été estimée d’après le journal même
note-time-from-neighbours = … d’après des messages horodatés voisins
note-time-from-own-ship = … d’après l’horloge du navire récepteur
note-time-from-base-stations = … d’après les rapports de stations de base
note-time-assumed = messages à l’heure supposée
note-no-time = messages sans aucune heure, non utilisés par la veille (voir --assume-start)
note-no-position = rapports sans position
note-own-ship = rapports du navire récepteur lui-même
note-position-out-of-range = positions hors de la Terre
note-outside-span = rapports hors de l’intervalle de temps
note-clients-refused = clients refusés, trop nombreux à la fois
error-nothing-to-watch = Les messages ne contiennent aucun rapport utilisable par la veille : aucune position, ou aucune avec une heure. Un journal sans heures demande --assume-start et --assume-rate.
error-scratch-unwritable = Les fichiers temporaires sont inutilisables : { $detail }
error-list-format-unknown = L’extension de { $path } n’est pas un format de liste. Connus : .csv, .json, .geojson, .xlsx.

# La liste.

list-title = { $shown } navires sur { $total }, en date du { $as_of }, règles { $version }
list-empty = Aucun navire sur la liste : aucun événement n’a donné de points.
list-foot = Les points ordonnent le travail d’une patrouille; ils ne sont pas un verdict. Entre parenthèses : l’étendue selon que les indices sont lus en faveur du navire ou contre lui.
list-written = { $path } : { $count } navires
watch-counts = { $positions } positions de { $tracks } trajectoires, { $identities } rapports d’identité
watch-duplicates = reçues plus d’une fois
watch-late = trop tardives pour être classées
watch-far-future = à une heure très en avance sur les autres
watch-not-ship = de stations de base, d’aides à la navigation et d’équipements de sauvetage
watch-events = { $count } événements :
remark-line = { $path }, { $place } : { $words } { $detail }
remarks-more = … et { $count } autres remarques

error-replay-needs-file = « { $text } » n’est ni un fichier ni un dossier; seuls des journaux enregistrés peuvent être rejoués.
error-replay-needs-nmea = « { $text } » n’est pas un journal NMEA; seuls ceux-ci peuvent être rejoués.
error-replay-target-unknown = « { $text } » n’est pas une destination. Donnez tcp-listen://ADRESSE:PORT, tcp://HÔTE:PORT, udp://ADRESSE:PORT ou -.
error-check-failed = { $count } défauts trouvés.
error-no-areas = { $path } ne contient aucune zone lisible.
error-rules-unprintable = Les règles ne peuvent être affichées : { $detail }
replay-sent = { $lines } lignes envoyées
area-line = { $id } : { $name } ({ $kind }), { $polygons } polygones, { $points } points, source { $source }
area-count = { $path } : { $count } zones
list-check = { $path } : { $vessels } navires, liste du { $date }; avec numéro OMI { $imo }, MMSI { $mmsi }, indicatif { $callsign }, nom seul { $nameonly }
standing-listed = inscrit
standing-listed-uncertain = inscription incertaine
standing-listed-later = inscrit plus tard
standing-formerly-listed = inscrit autrefois
doctor-good = bon
doctor-bad = MAUVAIS
doctor-data = le dossier de données est inscriptible
doctor-port = l’adresse est libre
doctor-clock = horloge
doctor-languages = langues
doctor-scratch = les fichiers temporaires sont inscriptibles
remark-nothing-to-match = ligne sans nom ni numéro
remark-date-unreadable = date illisible
remark-row-unreadable = ligne illisible
remark-position-unreadable = position illisible
