### Textes de la page Web (usage canadien).

## The shell

brand = Vigie, veille maritime commune
skip = Passer au contenu
nav-label = Pages
language = Langue
loading = Chargement…
retry = Réessayer
close = Fermer
add = Ajouter
save = Enregistrer
saved = Enregistré.
show = Afficher
remove = Supprimer
removed = Supprimé.
more = Plus
yes = Oui
no = Non
unknown = Inconnu
not-known = non connu
no-name = Nom inconnu
list-separator = { ", " }
label-colon = { " : " }
version = version { $version }
date-example = 2026-03-07
page-watch = Veille
page-event = Événement
page-areas = Zones
page-lists = Listes de navires
page-feeds = Flux
page-report = Rapport
page-users = Utilisateurs
page-audit = Audit
page-settings = Paramètres
page-setup = Première mise en service
page-signin = Ouverture de session
page-unknown = Cette page n’existe pas
marking-note = Exercice « { $name } » : rien ici n’est réel.
palette-title = Éclairage
palette-day = Jour
palette-dusk = Crépuscule
palette-night = Nuit
palette-hint = Suivant : jour, crépuscule, nuit, crépuscule, jour
clock-hint = Afficher ou masquer l’heure locale
sign-in = Ouvrir une session
sign-out = Fermer la session
health-live = En direct
health-replay = Relecture ×{ $speed }
health-exercise = Exercice ×{ $speed }
health-exercise-stands = Exercice : { $state }
health-lost = Liaison avec le nœud perdue
health-detail = { $positions } positions, { $late } tardives, { $faults } erreurs
announce =
    { $count ->
        [one] Nouvelle alerte :
       *[other] { $count } nouvelles alertes. Dernière :
    } { $kind }, { $who }

## Signing in

signin-title = Ouvrir une session de veille
signin-lead = Les comptes sont créés par votre administrateur.
user = Utilisateur
password = Mot de passe
password-again = Mot de passe, de nouveau
password-rule = Au moins { $min } caractères.
password-short = Le mot de passe doit compter au moins { $min } caractères.
password-differs = Les deux mots de passe diffèrent.
setup-title = Premier administrateur
setup-lead = Ce nœud n’a encore aucun utilisateur. Le compte créé ici administre le nœud et crée les comptes des autres; seuls les agents consulaires voient le registre des ressortissants.
setup-token = Code à usage unique affiché au premier démarrage
setup-make = Créer le compte et ouvrir la session

## Errors of the node, by their stable code

node-unreachable = Le nœud ne répond pas. Vérifiez la liaison et réessayez.
request-refused = Le nœud a refusé la demande.

## Watch floor

side-label = Listes
tab-list = Liste de veille
tab-alerts = Alertes
tab-vessels = Navires affichés
filter-title = Filtrer
filter-all = Tous
filter-text = Recherche
filter-text-hint = Nom, indicatif, OMI, MMSI
filter-flag = Pavillon
filter-gear = Engin de pêche
filter-kind = Événement
filter-state = État
filter-type = Type
filter-points = Points, au moins
filter-clear = Effacer le filtre
sort-by = Ordre
sort-speed = Vitesse
sort-time = Dernière réception
list-label = Liste de veille, par rang
list-count =
    { $count ->
        [one] { $count } navire
       *[other] { $count } navires
    }
list-moved =
    { $count ->
        [one] { $count } changement en attente
       *[other] { $count } changements en attente
    }
list-lock = Figer l’ordre
list-unlock = Libérer l’ordre
list-lock-hint = Les lignes gardent leur place, les valeurs continuent de changer
list-none = Aucun navire ne donne encore lieu à préoccupation.
list-none-filtered = Aucun navire ne correspond au filtre.
alerts-label = Alertes, les plus récentes d’abord
alerts-count = { $count } alertes sur { $total }
alerts-none = Aucune alerte.
vessels-label = Navires visibles sur la carte
vessels-count =
    { $count ->
        [one] { $count } navire affiché
       *[other] { $count } navires affichés
    }
vessels-none = Aucun navire dans cette vue.
points-range = { $points } points, entre { $low } et { $high }
points-of = { $points } sur { $max }

## Chart

chart-label = Carte marine
chart-role = carte; les flèches déplacent, plus et moins changent l’échelle
chart-note = Côte : Natural Earth. Ne pas utiliser pour la navigation.
chart-failed = Ce navigateur ne peut pas dessiner la carte (WebGL2 absent). Les listes contiennent les mêmes données.
tools-label = Outils de la carte
tool-in = Agrandir
tool-out = Réduire
tool-home = Pacifique Nord
tool-home-hint = Afficher tout le Pacifique Nord
tool-measure = Mesure
tool-areas = Zones
tool-detections = Détections
detection-label = sans AIS { $share }
tool-grid = Grille
tool-legend = Légende
choices-title = Plusieurs navires ici
slider-label = Trajet jusqu’à
measure-title = Mesure de distance
measure-hint = Cliquez sur la carte ou saisissez des positions. Orthodromies sur la sphère moyenne.
measure-point = Position
measure-distance = Distance
measure-bearing = Relèvement
measure-total = Total
measure-leg = { $nm } NM { $bearing }°
measure-centre = Ajouter le centre de la carte
measure-undo = Annuler
measure-clear = Effacer
place-typed = Position
place-example = 43°08.2′N 141°20.1′E
place-wrong = Cette position est illisible. Exemple : 43°08.2′N 141°20.1′E
legend-title = Légende
legend-sources = Source
legend-marks = Marques
kind-unknown = Type inconnu
kind-fishing = Pêche
kind-carrier = Transporteur ou ravitailleur
kind-cargo = Cargo
kind-tanker = Pétrolier
kind-passenger = Passagers
kind-patrol = Patrouille, application de la loi
kind-service = Remorqueur ou service
kind-pleasure = Plaisance
kind-rescue = Recherche et sauvetage
kind-aid = Aide à la navigation
kind-base = Station de base
kind-other = Autre
source-ais = SIA (AIS)
source-vms = SSN (VMS)
source-detection = Détection satellitaire
source-sighting = Observation visuelle
mark-silent = Silencieux : interruption AIS en cours
mark-event = Événement en cours
mark-ranked = 20 premiers de la liste de veille
class-a = classe A
class-b = classe B
class-base = station de base
class-aton = aide à la navigation
class-sar = recherche et sauvetage
class-unknown = classe inconnue

## Vessel card

card-title = Fiche du navire
card-close = Fermer la fiche du navire
card-centre = Centrer
card-why = Pourquoi il est inscrit
card-rank = Rang { $rank }
card-range = incertitude de { $low } à { $high }
card-would-change = Ce qui changerait ce total
card-not-a-verdict = Les points indiquent où regarder d’abord. Ils n’établissent aucune infraction.
card-not-ranked = Absent de la liste de veille.
card-identity = Identité
card-authorisation = Autorisation et listes
card-no-lists = Aucune correspondance dans les listes chargées.
card-events = Événements ({ $count })
card-no-events = Aucun événement.
card-history = Changements d’identité
card-no-history = Aucun changement observé.
card-tracks = Pistes
card-sources = Sources
card-no-sources = Aucune source enregistrée.
evidence-link = Élément { $n }
field-name = Nom
field-imo = Numéro OMI
field-mmsi = MMSI
field-call-sign = Indicatif d’appel
field-flag = Pavillon
field-ship-type = Type
field-gear = Engin de pêche
field-size = Longueur × largeur
field-length-m = Longueur
field-beam-m = Largeur
field-destination = Destination, telle qu’émise
field-position = Dernière position
field-last = Dernière réception
field-speed = Vitesse, route
authorisation-authorised = Autorisé
authorisation-authorised-note = Sur une liste d’autorisation à cette date.
authorisation-not-authorised = Non autorisé
authorisation-not-authorised-note = Une liste complète existe pour cette date et ne contient pas ce navire.
authorisation-unknown = Inconnue
authorisation-unknown-note = Aucune liste chargée ne permet de le dire. Cela ne veut pas dire « non autorisé ».
match-line = Correspondance par { $by }, force { $strength } %, ligne { $row }
match-date = liste du { $date }
col-time = Heure
col-field = Champ
col-from = Avant
col-to = Après
col-track = Piste
col-first = Premier
col-last = Dernier
col-positions = Positions
col-reports = Comptes rendus
col-feed = Flux
col-receiver = Récepteur
col-name = Nom
col-kind = Genre
col-source = Source
col-closed = Fermée à la pêche
col-actions = Actions
col-date = En date du
col-vessels = Navires
col-faults = Erreurs
col-address = Adresse
col-format = Format
col-state = État
col-lines = Lignes
col-messages = Messages
col-last-message = Dernier message
real-time-of = { $label } (temps réel)
col-reason = Motif
col-count = Nombre
col-received = Reçu
col-line = Ligne
col-text = Texte reçu

## Event card

event-evidence = Éléments de preuve
event-facts = En bref
event-start = Début
event-end = Fin
event-last-known = Dernière information
event-duration = Durée
event-confidence = Confiance
event-rule = Règle
event-revision = Révision
event-history = Historique des révisions
event-refuted-by = Ce qui le réfuterait
event-refuted-none = Rien d’indiqué.
event-retracted = Retiré le { $at }.
sketch-title = Où cela s’est passé
sketch-start-any = Début
sketch-end-any = Fin
sketch-start-gap = Dernière position avant
sketch-end-gap = Première position après
plot-summary = { $name } : { $count } valeurs de { $low } à { $high }
review-title = Examen
review-none = Pas encore examiné.
review-line = { $state } par { $user }, { $time }
review-open = À examiner
review-confirmed = Confirmé
review-dismissed = Écarté
review-note = Note
review-confirm = Confirmer
review-dismiss = Écarter
review-reopen = Rouvrir
review-role = Un officier de quart peut confirmer ou écarter cet événement.

## Areas

areas-lead = Eaux que la veille connaît par leur nom : zones, secteurs fermés, secteurs de patrouille.
areas-none = Aucune zone.
areas-draw = Tracer une zone
areas-draw-hint = Saisissez les sommets un à un ou placez-les sur la carte. Trois au moins; une zone peut franchir 180°.
areas-corner = Sommet
areas-corner-remove = Supprimer le sommet { $n }
areas-point = Placer sur la carte
areas-save = Enregistrer la zone
areas-upload = Ajouter depuis un fichier
areas-upload-hint = GeoJSON avec polygones; un nom dans les propriétés de chaque entité.
areas-added =
    { $count ->
        [one] { $count } zone ajoutée.
       *[other] { $count } zones ajoutées.
    }
areas-fault = Entité { $n } : { $reason }.
areas-remove-ask = Supprimer la zone « { $name } »?
areas-remove-named = Supprimer { $name }
areas-show-named = Afficher { $name } sur la carte
area-eez = Zone économique exclusive
area-rfmo = Zone de convention de pêche
area-closed = Secteur fermé
area-other = Autre

## Vessel lists

lists-lead = Chaque liste vaut à sa date. Un navire dont aucune liste ne dit rien reste « inconnu ».
lists-none = Aucune liste.
lists-add = Ajouter ou remplacer une liste
lists-add-hint = CSV avec ligne d’en-tête : name, imo, mmsi, call_sign, flag, selon ce qui est connu.
lists-date = Date de la liste
lists-file = Choisir un fichier CSV
lists-added = Liste chargée.
lists-remove-ask = Supprimer la liste « { $name } »?
lists-remove-named = Supprimer { $name }
list-iuu = Liste INN
list-authorised = Liste d’autorisation

## Feeds and quarantine

feeds-lead = Ce qui arrive, et si cela arrive encore.
feeds-none = Aucun flux.
feeds-add = Démarrer un flux
feeds-example = tcp://hote:5631, udp://:10110, /data/ais.txt.gz
feeds-added = Flux démarré.
feeds-stop = Arrêter
feeds-stop-named = Arrêter { $address }
feeds-stop-ask = Arrêter le flux { $address }?
feed-running = En marche
feed-ended = Terminé
feed-failed = En panne
feed-waiting = En attente
format-auto = Reconnaître
format-nmea = NMEA 0183 / AIS
format-csv = CSV de positions
format-naf = SSN/VMS (NAF)
format-cot = TAK (Cursor on Target)
quarantine-title = Quarantaine
quarantine-lead = Chaque ligne illisible, avec son motif.
quarantine-file = Télécharger le fichier
quarantine-lines = Lignes récentes
quarantine-none = Rien en quarantaine.
receivers-title = Récepteurs
receivers-lead = Qui écoute pour ce nœud, et d’où. Une position qu’un récepteur ne peut avoir entendue est signalée comme invraisemblable; la façon dont un navire était entendu détermine ce que son silence peut signifier.
receivers-none = Aucun récepteur ne s’est encore nommé.
receivers-unheard = pas encore entendu
receivers-add = Indiquer où sont les récepteurs
receivers-add-hint = Un CSV avec les colonnes name, kind (terrestrial, satellite, dynamic), lat et lon; pour un satellite, aussi time, une ligne par point connu à sa verticale. Ou des éléments orbitaux à trois lignes, le nom étant celui du récepteur dans le flux.
receivers-file = Choisir un fichier
receivers-added = { $count ->
    [one] { $count } récepteur pris en compte.
   *[other] { $count } récepteurs pris en compte.
 }
receivers-fault = Ligne { $line } : { $reason }.
receivers-withdraw = Retirer
receivers-withdraw-named = Retirer ce qui a été indiqué pour { $name }
receivers-withdraw-ask = Retirer ce qui a été indiqué pour le récepteur { $name }?
receivers-too-many = Trop de récepteurs.
receiver-unknown = inconnu
receiver-terrestrial = station côtière
receiver-satellite = satellite
receiver-dynamic = navire ou aéronef
place-from-said = indiquée par un officier ou un fichier
place-from-reported = signalée par la station
place-from-learned = centre de ce qu’elle a entendu
col-place-from = Source de la position
col-usual-range = Portée habituelle, NM
fault-name-missing = Nom manquant
fault-kind-unknown = Type inconnu
fault-position-unreadable = Position illisible
fault-elements-unreadable = Éléments orbitaux illisibles
fault-satellite-needs-time = La position d’un satellite exige une heure
fault-moving-has-no-place = Un récepteur mobile n’a pas de position fixe
fault-nothing-said = Aucune indication
fault-kind-contradicts-place = Type et position se contredisent
fault-name-repeated = Nom donné deux fois
audit-receiver-said = Position de récepteur indiquée
audit-receiver-withdrawn = Position de récepteur retirée
col-place = Position

## Report

report-lead = Présence des navires et pêche apparente, par pavillon et par engin, pour les collectivités et les conseils des pêches.
report-area = Zone
report-everywhere = Partout
report-all = Tous
report-from = Du (UTC)
report-to = Au (UTC)
report-by = Regrouper par
report-by-both = Pavillon et engin
report-by-flag = Pavillon
report-by-gear = Engin
report-csv = Télécharger le CSV
report-none = Aucun navire dans cette zone et cette période.
report-not-validated = La pêche apparente est déduite de la vitesse et de la route par une méthode non validée pour tous les engins. Les heures sont des estimations, non une preuve de pêche.
report-validated = La pêche apparente est déduite de la vitesse et de la route par une méthode validée. Les heures sont des estimations, non une preuve de pêche.
report-bars = Heures de présence; plein : pêche apparente
report-bar-text = { $presence } h / { $fishing } h
report-table = Tableau du rapport
report-period = Période
report-presence = Présence, h
report-fishing = Pêche apparente, h
report-closed-hint = Fermé : dans toute zone de ce nœud pendant sa fermeture. Là où plusieurs se recouvrent, le temps ne compte qu’une fois.
report-closed-none = Aucune zone de ce nœud n’indique quand elle est fermée : rien n’est connu des fermetures.
report-closed-unknown = Cette zone n’indique pas quand elle est fermée : rien n’est connu des fermetures.
report-entries = Entrées en secteur fermé
report-dates-wrong = Les dates s’écrivent 2026-03-07.

## Users, audit, settings

role = Rôle
role-name-viewer = Lecteur
role-name-analyst = Analyste
role-name-watch-officer = Officier de quart
role-name-administrator = Administrateur
users-lead = Personnes qui peuvent accéder à ce nœud.
users-add = Ajouter un utilisateur
users-added = Utilisateur ajouté.
users-active = Actif
users-disabled = Désactivé
users-enable = Activer
users-disable = Désactiver
users-enable-named = Activer { $user }
users-disable-named = Désactiver { $user }
users-role-of = Rôle de { $user }
tokens-title = Jetons pour programmes
tokens-lead = Un programme s’identifie avec un jeton; un logiciel SIG l’utilise comme mot de passe.
tokens-expires = Expire le
tokens-never = jamais
tokens-make = Créer un jeton
tokens-once = Affiché une seule fois :
tokens-remove-ask = Supprimer le jeton « { $name } »?
tokens-remove-named = Supprimer { $name }
audit-lead = Chaque changement, par qui et quand. Chaque entrée porte l’empreinte de la précédente.
audit-intact = La chaîne est intacte.
audit-broken = La chaîne est rompue : une entrée a été modifiée ou supprimée.
audit-number = Nº
audit-action = Action
audit-object = Objet
audit-detail = Détail
audit-hash = Empreinte
settings-screen = Cet écran
settings-place = Positions
place-minutes = Degrés et minutes
place-decimal = Degrés décimaux (latitude, longitude)
place-dms = Degrés, minutes, secondes
settings-time = Heure
settings-local = Afficher l’heure locale après l’UTC
settings-keys = Touches
key-arrows = ↑ ↓ PgPréc PgSuiv
key-arrows-does = Parcourir la liste; déplacer la carte
key-enter = Entrée
key-enter-does = Ouvrir la fiche
key-escape = Échap
key-escape-does = Fermer la fiche
key-next = n
key-next-does = Navire ou alerte suivant
key-previous = p
key-previous-does = Navire ou alerte précédent
key-zoom = + −
key-zoom-does = Changer l’échelle de la carte
settings-keep = Durée de conservation des données
settings-keep-hint = Les données plus anciennes sont supprimées définitivement. 0 jour : conservation illimitée.
settings-positions_days = Positions, en jours
settings-events_days = Événements, en jours
settings-quarantine_mb = Fichier de quarantaine, en mégaoctets
settings-rules = Règles en vigueur
settings-rules-hint = Chaque événement nomme la règle et la version qui l’ont produit.
settings-version = Programme { $program }, règles { $rules }.
sign-in-needed = Ouvrez une session pour continuer.
sign-in-wrong = Utilisateur ou mot de passe incorrect.
too-many-tries = Trop d’essais. Patientez un moment.
role-too-low = Votre rôle ne le permet pas.
csrf-missing = La session est périmée. Rechargez la page.
origin-foreign = La demande venait d’un autre site et a été refusée.
host-unknown = Le nœud ne reconnaît pas cette adresse comme la sienne.
setup-done = Le premier administrateur existe déjà.
setup-token-wrong = Le code à usage unique est faux ou déjà utilisé.
not-found = Introuvable ou non conservé.
password-too-weak = Le mot de passe est trop faible.
user-name-unfit = Ce nom d’utilisateur ne convient pas.
last-administrator = Le dernier administrateur ne peut être retiré.
token-expired = La date d’expiration est passée.
token-name-unfit = Ce nom de jeton ne convient pas.
area-unknown = Cette zone n’existe pas.
areas-too-many = Trop de zones.
lists-too-many = Trop de listes.
list-kind-unknown = Ce genre de liste est inconnu.
list-name-unfit = Ce nom de liste ne convient pas.
feeds-too-many = Trop de flux.
feed-address-unknown = Le nœud ne sait pas lire ce genre d’adresse.
exercise-takes-no-feeds = Un exercice n’accepte aucun autre flux : le réel et l’exercice ne se mélangent jamais.
note-too-long = La note est trop longue.
review-state-unknown = Cet examen est inconnu.
event-kind-unknown = Ce type d’événement est inconnu.
event-state-unknown = Cet état d’événement est inconnu.
retention-too-long = C’est plus long que ce que le nœud peut conserver.
body-unreadable = Le contenu envoyé est illisible.
body-too-large = Le fichier est trop volumineux.
path-unreadable = L’adresse de la requête est illisible.
query-unreadable = Le filtre est illisible.
cursor-unreadable = La liste a changé. Rechargez-la.
bbox-unreadable = L’étendue de la carte est illisible.
engine-busy = Le nœud est occupé. Réessayez dans un instant.
stopping = Le nœud s’arrête.
report-unavailable = Le rapport n’est pas disponible sur ce nœud.
export-failed = Le fichier n’a pas pu être produit.
event-damaged = L’événement enregistré est illisible.
file-unreadable = Le fichier est illisible.
method-not-allowed = Le nœud ne permet pas cette action ici.
answer-broke = La réponse s’est interrompue. Réessayez.
work-broke = Le nœud a échoué. Le journal en dit plus.
no-randomness = La source de nombres aléatoires du nœud a échoué.
audit-list-added = Liste chargée
audit-list-removed = Liste supprimée
audit-feed-started = Flux démarré
audit-feed-stopped = Flux arrêté
audit-area-added = Zone ajoutée
audit-area-removed = Zone supprimée
audit-event-reviewed = Événement examiné
audit-user-added = Utilisateur ajouté
audit-user-changed = Utilisateur modifié
audit-retention-changed = Conservation modifiée
audit-token-added = Jeton créé
audit-token-removed = Jeton supprimé
area-watch = Zone de veille
list-authorisation = Liste d’autorisation
card-unknowns = Ce qui n’est pas connu
filter-more = Filtres
audit-signed-in = Session ouverte
audit-signed-out = Session fermée
audit-sign-in-refused = Session refusée
audit-setup-done = Premier administrateur créé

## Lines that could not be read
fault-line-too-long = Ligne trop longue
fault-not-a-sentence = Pas une phrase NMEA
fault-tag-unclosed = Bloc d’étiquettes non fermé
fault-tag-checksum = Somme de contrôle de l’étiquette erronée
fault-sentence-malformed = Phrase mal formée
fault-checksum-missing = Somme de contrôle absente
fault-checksum-wrong = Somme de contrôle erronée
fault-part-number = Numéro de partie erroné
fault-part-too-long = Partie trop longue
fault-part-duplicate = Partie en double
fault-part-missing = Partie manquante
fault-part-replaced = Partie remplacée par un message plus récent
fault-part-evicted = Trop de messages ouverts
fault-part-ambiguous = Partie ambiguë
fault-payload-empty = Contenu vide
fault-payload-character = Caractère hors alphabet
fault-too-short = Message trop court
fault-unknown-type = Type de message inconnu
fault-unknown-part = Partie de message inconnue
fault-pghp = Ligne d’heure illisible
fault-header-malformed = En-tête illisible
fault-column-missing = Colonne manquante
fault-cell-count-wrong = Nombre de cellules erroné
fault-quote-open = Guillemet non fermé
fault-no-position = Aucune position
fault-no-time = Aucune heure
fault-outside-span = Hors de la période demandée
fault-own-ship = Navire porteur
fault-time-missing = Heure manquante
fault-time-unreadable = Heure illisible
fault-time-assumed = Heure supposée
fault-mmsi-unreadable = MMSI illisible
fault-mmsi-out-of-range = MMSI hors limites
fault-latitude-unreadable = Latitude illisible
fault-latitude-out-of-range = Latitude hors limites
fault-longitude-unreadable = Longitude illisible
fault-longitude-out-of-range = Longitude hors limites
fault-position-out-of-range = Position hors limites
fault-speed-unreadable = Vitesse illisible
fault-speed-out-of-range = Vitesse hors limites
fault-course-unreadable = Route illisible
fault-course-out-of-range = Route hors limites
fault-heading-unreadable = Cap illisible
fault-heading-out-of-range = Cap hors limites
fault-naf-start-missing = Début NAF absent
fault-naf-end-missing = Fin NAF absente
fault-naf-type-missing = Type de message NAF absent
fault-naf-vessel-missing = Navire NAF absent
fault-cot-cut-off = Événement CoT coupé à la fin
fault-cot-noise = Octets entre événements CoT
fault-edge-too-large = Trop volumineux
fault-edge-too-deep = Imbrication trop profonde
fault-edge-too-many = Trop d’éléments
fault-edge-not-xml = XML invalide
fault-edge-doctype = Définition de type de document refusée
fault-edge-encoding = Codage de caractères inconnu
fault-edge-wrong-root = Élément racine inattendu
fault-edge-not-json = JSON invalide
fault-edge-not-protobuf = Message TAK Protocol invalide
fault-edge-version = Version de protocole inconnue
fault-edge-missing = Élément requis absent
fault-edge-unreadable = Élément incompréhensible
fault-compressed-damaged = Données compressées endommagées
fault-compressed-cut-short = Données compressées tronquées
fault-compressed-unreadable = Données compressées illisibles
fault-connection-lost = Connexion perdue

## Errors of feeds
feed-format-unclear = Le format n’est pas clair. Choisissez-en un.
feed-format-unknown = Ce format est inconnu.
feed-map-unknown = Cette affectation de colonne est inconnue.
file-not-found = Le fichier est introuvable.
folder-empty = Le dossier ne contient aucun fichier.
feed-tls = Impossible d’ouvrir le flux TLS : certificats absents ou inutilisables.
feed-folder-closed = Ce fichier ou dossier ne se trouve dans aucun dossier d’où des flux peuvent être lus. L’exploitant du nœud indique ces dossiers au démarrage (--feed-folder).
feed-target-closed = Aucun flux ne peut appeler cette adresse : elle est de lien local ou n’en est pas une. L’exploitant du nœud peut indiquer un tel flux au démarrage (--feed).
file-special = C’est un périphérique ou un tube, ni un fichier ni un dossier.
feed-clients-too-many = Trop de connexions : des clients muets ont été coupés, ou d’autres refusés.
socket-unavailable = Le port réseau ne peut être ouvert.
column-missing = Une colonne nécessaire manque.
quarantine-unwritable = Le fichier de quarantaine ne peut être écrit.
feed-fault-system = Le système répond : { $text }
feed-reader-broke = La lecture de ce flux s’est interrompue.
file-choose = Choisir un fichier
file-none = Aucun fichier choisi
fault-nothing-to-match = Rien pour comparer
fault-imo-invalid = Numéro OMI invalide
fault-mmsi-invalid = MMSI invalide
fault-row-unreadable = Ligne illisible
fault-date-unreadable = Date illisible
fault-flag-unknown = Pavillon inconnu

## Checks, reception, trends, search

event-checks = Ce que la règle exige
event-reception = Les autres navires étaient-ils reçus pendant ce temps?
reception-bar-text = { $heard } sur { $expected } attendues
users-created = Ajouté le
users-you = (vous)
report-step = Par
report-step-day = Jour
report-step-week = Semaine
report-step-month = Mois
report-trend = Tendance : heures de présence; rempli : pêche apparente
report-map-hint = Heures de présence par carrés d’un degré : plus c’est rempli, plus il y en a.
report-squares = Carrés les plus fréquentés
report-square = Coin sud-ouest
report-vessel-days = Jours-navires
report-closed-presence = Présence en zone fermée, h
report-closed-fishing = Pêche apparente en zone fermée, h
audit-broken-at = Première inscription rompue : nº { $n }.
audit-detail-address = adresse
audit-detail-role = rôle
audit-detail-format = format
audit-detail-list = liste
audit-detail-faults = erreurs
audit-detail-added = ajouts
audit-detail-name = nom
audit-detail-state = examen
audit-detail-note = note
audit-detail-disabled = désactivé
audit-detail-password = mot de passe
audit-detail-positions-days = positions, jours
audit-detail-events-days = événements, jours
audit-detail-quarantine-mb = quarantaine, Mo
audit-detail-expires = expire le
vessels-search = Nom, indicatif, OMI, MMSI
vessels-new =
    { $count ->
        [one] { $count } navire de plus
       *[other] { $count } navires de plus
    }
vessels-found =
    { $count ->
        [one] { $count } navire trouvé
       *[other] { $count } navires trouvés
    }
vessels-more-found = Seules les { $count } premières correspondances par nom sont affichées.
audit-detail-complete-for = complète pour, nombre
audit-detail-date = date
audit-detail-id = identifiant
audit-detail-kind = genre
audit-detail-rows = lignes
audit-detail-source = source

## A silence whose reason is not shown to be switching off

sentence-gap-not-supported = { $a } n’a pas été reçu pendant un certain temps. Son rythme d’émission ou la réception sur place peuvent l’expliquer.
sentence-gap-unknown = { $a } n’a pas été reçu pendant un certain temps. On en sait trop peu pour dire pourquoi.

# Looks of satellites.

audit-detections-taken = Détections ou observations reçues
audit-mark-seen = Signalement d’un autre système vu
preset-unknown = Ce format de détections n’est pas connu.
nothing-detected = Le fichier ne contient aucune détection utilisable.
detections-too-many = Trop de détections dans une scène.
scene-damaged = La scène conservée ne peut être lue.

# What other systems put on their charts
marks-title = D’autres systèmes
marks-lead = Alertes, contacts, tracés et messages reçus par Cursor on Target. Ils sont affichés ici et non sur la carte; les navires reçus ainsi figurent au tableau de veille.
marks-none = Rien n’est venu d’autres systèmes.
marks-kind = Type
marks-kind-alert = Alerte
marks-kind-sighting = Contact
marks-kind-area = Zone
marks-kind-route = Route
marks-kind-chat = Message
marks-stale = Jusqu’à
marks-distress = DÉTRESSE signalée par un autre système : { $name }
marks-seen = Vu
marks-seen-by = Vu par { $user }, { $time }
marks-unseen = Pas encore vu
marks-cancelled = Retiré

## Notices of transshipment

notices-title = Avis de transbordement
notices-lead = Les rencontres de transporteurs ou de ravitailleurs avec des navires de pêche y sont comparées. Un avis absent ne signifie rien hors de la période pour laquelle un fichier est complet.
notices-none = Aucun fichier d’avis.
notices-complete-none = non indiqué
notices-complete-broken = { $count } lignes écartées : incomplet
notices-complete = du { $from } au { $until }
notices-complete-area = du { $from } au { $until }, { $area }
notices-add = Ajouter ou remplacer un fichier d’avis
notices-add-hint = CSV avec une ligne d’en-tête : id, notified_at, from, until, lat, lon, donor_ et receiver_ avec imo, mmsi, call_sign, name, puis observer, authorisation, status, source si connus.
notices-complete-from = Complet du
notices-complete-until = Complet au
notices-complete-areas = Seulement dans ces zones
notices-added = Fichier d’avis chargé.
notices-remove-ask = Supprimer le fichier d’avis « { $name } »?
notices-report = Les avis et ce qui a été reçu
notices-report-lead = { $shown } sur { $total }. À lire seulement : un avis sans rencontre ne crée ni événement ni points.
notices-window = { $from } – { $until }
notices-no-meeting = aucune rencontre vue
notices-complete-unreadable = La période pour laquelle le fichier est complet est illisible.
heard-yes = reçu alors
heard-no = non reçu alors
heard-unknown = réception inconnue
col-complete = Complet pour
col-notices = Lignes
col-notice = Avis
col-window = Période
col-donor = Remet
col-receiving = Reçoit
col-meeting = Rencontre
audit-notices-added = Avis chargés
audit-notices-removed = Avis supprimés
number-none = sans MMSI
