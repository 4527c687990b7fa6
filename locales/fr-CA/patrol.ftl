# Le plan de patrouille : ligne de commande.

plan-progress = { $seconds } s, { $iterations } itérations : { $value } points, au plus { $bound } possibles
plan-summary = { $value } points sur au plus { $bound }, { $visits } visites, { $miles } NM, { $fuel } t de carburant, { $findings } constats (germe { $seed }, { $iterations } itérations).
plan-left-out = laissée de côté : { $task } (au plus { $value } points); le plus près, { $asset } : { $reason }
plan-finding = { $asset }, étape { $stop }, { $about } : { $reason } { $detail }
plan-sound = Le plan est conforme : aucun constat.
error-plan-needs-request = Nommez un fichier de demande, ou une commande comme check.
error-plan-failed = Aucun plan n’a pu être établi : { $detail }
error-request-unusable = { $path }, ligne { $line } : inutilisable ({ $reason }) : { $detail }

# Pourquoi une tâche n’est pas faite.

block-not-released = ne peut être communiquée à cet organisme
block-forbidden = interdite par le planificateur
block-pinned-elsewhere = attribuée à un autre moyen par le planificateur
block-class-wrong = catégorie de moyen inadéquate
block-no-boarding-team = aucune équipe d’arraisonnement
block-no-sensor = aucun capteur adapté
block-no-authority = aucun pouvoir d’arraisonnement
block-no-officer = un agent d’un partenaire devrait être à bord
block-no-window = aucune fenêtre ouverte, de jour et par temps permis
block-too-late = hors de portée avant la fermeture de la fenêtre
block-never-met = le navire est plus rapide et s’éloigne
block-fuel = hors de portée avant la limite de carburant
block-endurance = plus long que l’autonomie ou l’équipage ne le permettent
block-asset-window = le moyen n’est pas offert à ce moment
block-plan-ends = retour trop tardif pour la fin du plan
block-hours = plus d’heures que l’équipage n’en peut faire
block-no-way = aucune route
block-meeting = les autres participants ne peuvent y être ensemble
block-visit-too-soon = une autre visite est trop rapprochée
block-air-conflict = trop près d’un autre aéronef
block-order = romprait un ordre fixé par le planificateur
block-would-displace = ne tient qu’à la place de tâches de plus grande valeur
block-not-worth = coûterait plus que sa valeur

# Ce que le vérificateur constate.

finding-asset-unknown = ce moyen n’a pas été offert
finding-route-twice = deux routes pour un même moyen
finding-stop-unknown = nomme un élément absent de la demande
finding-mode-unknown = une allure que le moyen n’a pas
finding-ends-at-sea = ne se termine pas dans un port
finding-port-not-allowed = un port que le moyen ne peut utiliser
finding-times-disordered = heures en désordre
finding-too-fast = plus rapide que le moyen
finding-no-way = aucune route
finding-distance-wrong = distance erronée
finding-place-wrong = pas où se trouve alors la tâche
finding-outside-plan = hors de la période du plan
finding-outside-asset-window = hors des fenêtres du moyen
finding-fuel-below-reserve = carburant sous la réserve
finding-fuel-wrong = carburant erroné
finding-fuel-not-there = plus de carburant pris que disponible
finding-sortie-too-long = sortie trop longue
finding-hours-exceeded = trop d’heures hors du port
finding-stay-too-short = escale trop courte
finding-outside-window = débute hors de la fenêtre
finding-work-too-short = travail trop court
finding-not-released = ne peut être communiquée à cet organisme
finding-class-wrong = catégorie de moyen inadéquate
finding-no-sensor = aucun capteur adapté
finding-no-boarding-team = aucune équipe d’arraisonnement
finding-no-authority = aucun pouvoir ne le permet
finding-no-officer-for-authority = le pouvoir exige un agent à bord
finding-instrument-wrong = l’instrument cité ne s’applique pas
finding-no-officer = un agent requis n’est pas à bord
finding-rider-not-allowed = l’agent ne peut y embarquer
finding-rider-twice = l’agent embarque deux fois
finding-tanker-not-allowed = le ravitailleur ne sert pas cet organisme
finding-tanker-empty = plus de carburant que n’en a le ravitailleur
finding-no-daylight = il fait nuit
finding-sea-too-high = mer trop forte
finding-too-many-visits = faite plus souvent que permis
finding-visit-too-soon = deux visites trop rapprochées
finding-meeting-incomplete = la rencontre est incomplète
finding-meeting-missed = rencontre manquée
finding-meeting-alone = un moyen ne peut se rencontrer lui-même
finding-air-conflict = deux aéronefs trop rapprochés
finding-pin-broken = pas faite par le moyen désigné
finding-forbidden = interdite par le planificateur
finding-order-broken = faite dans le mauvais ordre
finding-frozen-changed = ce qui était ordonné a changé
finding-value-wrong = valeur erronée
finding-total-wrong = total erroné

# Ce que le planificateur refuse.

id-unfit = Un identifiant compte de 1 à 80 lettres, chiffres, -, _ ou . sans espace.
things-too-many = Il y en a trop.
still-needed = Un autre élément en a encore besoin.
days-out-of-range = Un plan dure d’un quart d’heure à 366 jours.
seconds-out-of-range = Une recherche dure d’un dixième de seconde à une heure.
text-too-long = Le texte est trop long.
planner-busy = Ce plan est en préparation, ou deux autres le sont. Attendez ou arrêtez-en un.
plan-not-running = Ce plan n’est pas en préparation.
plan-unsound = Le vérificateur a constaté des défauts : ce plan ne peut être ordonné.
status-unknown = Statut inconnu.
outcome-needs-task = Un résultat nomme sa tâche et son issue.
value-out-of-range = Une valeur est hors de ses limites.
id-twice = Un identifiant est utilisé deux fois.
id-unknown = Un élément nommé ici est inconnu.
too-many = Il y en a trop pour un plan.
request-unreadable = La demande est illisible.
