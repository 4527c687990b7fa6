# Les scénarios d’exercice en ligne de commande.

help-scenario = Scénarios d’exercice : les énumérer, en consulter un, vérifier un fichier, écrire un monde dans des fichiers.
help-scenario-list = Énumérer les scénarios de la bibliothèque.
help-scenario-show = Montrer ce que contient un scénario.
help-scenario-show-scenario = Nom dans la bibliothèque, ou fichier (TOML).
help-scenario-show-toml = Afficher le fichier lui-même, pour en commencer un à vous.
help-scenario-lint = Vérifier des fichiers de scénario : chaque défaut avec fichier, ligne et raison.
help-scenario-lint-files = Fichiers de scénario (TOML). Les fragments sont cherchés à côté du fichier, puis dans la bibliothèque.
help-scenario-record = Faire d’une journée enregistrée de trafic réel la base d’un exercice.
help-scenario-record-after = Le fichier est un fragment : un scénario dit use = ["NOM"] avec le nom du fichier et se trouve à côté. Les numéros sont remplacés, les noms jamais gardés. Les alertes sur des navires enregistrés ne sont pas jugées.
help-scenario-record-feeds = Flux enregistrés, comme pour vigie watch.
help-scenario-record-out = Fragment à écrire (TOML).
help-scenario-record-hours = Tant d’heures à partir du premier message, ou de --from.
help-scenario-record-area = Seulement dans ces limites, en degrés ; l’ouest peut dépasser l’est, à travers 180°.
help-scenario-record-vessels = Nombre maximal de navires ; la graine tire lesquels.
help-scenario-record-off-m = Plus grand écart d’un message à la trajectoire, en mètres.
help-scenario-record-seed = Graine des numéros et du choix des navires.
help-scenario-record-real-numbers = Garder le MMSI de chaque navire.
help-scenario-run = Exécuter un scénario et écrire ce que disent les capteurs et ce qui est vrai.
help-scenario-run-after = Le dossier reçoit observations (pour les joueurs), papers (zones, listes, ports, registres) et truth (réservé aux contrôleurs). Le même germe et le même début donnent les mêmes octets.
help-scenario-run-scenario = Nom dans la bibliothèque, ou fichier (TOML).
help-scenario-run-out = Dossier à écrire; il doit être nouveau ou vide.
help-scenario-run-days = Seulement tant de jours à partir du début.
help-scenario-run-seed = Germe de tout hasard.
help-scenario-run-start = Début de l’histoire, p. ex. 2026-07-06T03:00:00Z; sinon celui du fichier.

scenario-row = { $name } { $hours } h, { $vessels } navires : { $title }
scenario-length = Durée : { $hours } h
scenario-vessels = Navires : { $list }
scenario-assets = Moyens qui reçoivent des ordres : { $list }
scenario-areas = Zones : { $list }
scenario-sensors = Capteurs : { $list }
scenario-incidents = Incidents : { $list }
scenario-nationals = Ressortissants à recenser : { $count }
scenario-links = Périodes de mauvaise liaison entre les partenaires : { $count }
scenario-sound = Aucun défaut ({ $count } fichiers).
scenario-written = EXERCICE écrit dans { $folder } : { $lines } lignes AIS, { $reports } autres rapports, { $truths } intervalles de vérité; état { $state }

scenario-recorded = Fragment d’EXERCICE { $path } : { $vessels } navires tirés de { $reports } messages en { $points } points, { $refused } messages et { $left } navires laissés de côté. Le { $start } de l’enregistrement devient le début. À utiliser par use = ["{ $name }"].
error-scenario-record-live = Seuls des flux enregistrés peuvent servir de base à un exercice.
error-scenario-record-nothing = Aucun navire n’a été vu deux fois dans ce temps et cette zone.
error-scenario-record-area = Ce n’est pas une zone : { $text }. Attendu : sud,ouest,nord,est en degrés.

scenario-fault = { $file }, ligne { $line } : { $reason }
scenario-fault-not-toml = Ce n’est pas du TOML : { $detail }
scenario-fault-unknown-key = La clé { $key } n’a pas de sens ici. Connues : { $known }
scenario-fault-missing = La clé { $key } manque.
scenario-fault-wrong-kind = { $key } doit être d’un autre genre : { $wanted }
scenario-fault-out-of-range = { $key } = { $value } est impossible; possible : { $range }
scenario-fault-unknown-word = { $key } = { $word } est inconnu. Connus : { $known }
scenario-fault-dangling-name = Ce scénario n’a pas de { $what } nommé { $name }.
scenario-fault-duplicate-name = Deux éléments du genre { $what } portent le nom { $name }.
scenario-fault-fragment-missing = Le fragment { $name } n’est ni à côté du fichier ni dans la bibliothèque.
scenario-fault-fragment-loop = Le fragment { $name } s’utilise lui-même.
scenario-fault-area-crosses-itself = La limite de la zone { $name } se croise elle-même.
scenario-fault-area-without-inside = La zone { $name } a moins de trois sommets.
scenario-fault-language-missing = { $key } n’a pas de texte en { $language }.
scenario-fault-times-out-of-order = Les heures de { $name } reculent.
scenario-fault-after-the-end = { $name } commence à { $at_h } h, mais le scénario finit à { $hours } h.
scenario-fault-behaviour-cannot-be = Un navire du genre { $gear } ne peut pas faire cela : { $behaviour }
scenario-fault-too-fast = { $kn } nœuds, c’est trop pour { $gear } : au plus { $most_kn } nœuds.
scenario-fault-cannot-arrive = Il ne peut pas être à { $name } à temps : il lui faut { $needs_h } h et il en a { $has_h }.
scenario-fault-meeting-not-of-two = La rencontre { $name } réunit { $ships } navires; il en faut deux.
scenario-fault-on-land = { $name } est à terre.
scenario-fault-deceits-overlap = { $name } trompe de deux façons à la fois.
scenario-fault-empty = Il ne se passe rien : ni flottille, ni navire, ni incident.

error-scenario-unknown = Il n’y a pas de scénario { $name } dans la bibliothèque, ni de fichier de ce nom. Bibliothèque : { $known }
error-scenario-faults = { $name } a { $count } défauts; rien n’a été exécuté.
error-scenario-unusable = { $name } est inutilisable : { $reason }
error-scenario-days = { $days } n’est pas un nombre de jours.
error-scenario-folder-full = { $path } n’est pas vide. Nommez un nouveau dossier.

scenario-word-text = texte
scenario-word-number = nombre
scenario-word-true-or-false = true ou false
scenario-word-array-of-numbers = liste de nombres
scenario-word-two-numbers = deux nombres
scenario-word-array-of-texts = liste de textes
scenario-word-place = lieu, [latitude, longitude]
scenario-word-array-of-places = liste de lieux, [[latitude, longitude], …]
scenario-word-time = heure, p. ex. 2026-07-06T03:00:00Z
scenario-word-table = table
scenario-word-track = minutes, latitude, longitude, répétées, minutes croissantes, deux points au moins
scenario-word-pairs-of-minutes = paires de minutes, la première d’abord
scenario-word-array-of-tables = liste de tables
scenario-word-day-and-clock = jour et heure, p. ex. « D1 21:30 »
scenario-word-port = port
scenario-word-area = zone
scenario-word-meeting = rencontre
scenario-word-incident = incident
scenario-word-vessel = navire
scenario-word-ship = navire ou flottille
scenario-word-sensor = capteur
scenario-word-mmsi = MMSI
