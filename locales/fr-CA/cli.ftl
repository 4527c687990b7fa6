# La ligne de commande.

help = La vigie : rapports AIS et VMS en entrée, liste de navires classée et expliquée en sortie.
help-after = Codes de sortie : 0 terminé; 1 rien d’utilisable dans les données, ou une vérification a trouvé des défauts; 2 ligne de commande erronée; 3 défaut de fichier ou de connexion; 4 non permis; 5 un fichier de règles, de zones ou de liste est inutilisable; 130 interrompu.
help-decode = Décoder des flux en lignes JSON.
help-watch = Surveiller des flux enregistrés ou en direct et écrire la liste classée des navires.
help-serve = Tenir la salle de veille : flux, stockage, API HTTP et pages Web.
help-replay = Renvoyer un journal NMEA enregistré, selon ses propres heures, vers une connexion ou la sortie standard.
help-area = Énumérer, vérifier ou convertir des fichiers de zones.
help-area-list = Énumérer les zones de fichiers GeoJSON ou shapefile.
help-area-check = Vérifier des fichiers de zones et dire ce qui ne va pas.
help-area-convert = Convertir un fichier GeoJSON ou shapefile en GeoJSON propre.
help-list = Vérifier ou afficher des listes INN et des listes d’autorisation.
help-list-check = Vérifier des listes et dire quelles lignes ne peuvent être rapprochées.
help-list-show = Afficher les navires d’une liste.
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
error-serve-ended = Le service a pris fin : { $detail }
error-command-unavailable = Cette commande ne fait pas encore partie de cette version.
error-interrupted = Interrompu. Les fichiers de sortie inachevés ont été supprimés.
