### La flotte en fichier, les tâches à la main, et la façon de faire un plan.

fleet-ports = ports
fleet-assets = moyens
fleet-tankers = ravitailleurs
fleet-riders = agents
fleet-weather = prévisions
fleet-registers = registres
fleet-settings = réglages
fleet-entry-unfit = L’entrée n’est pas un tableau.
fleet-entry-nameless = L’entrée n’a pas d’identifiant (id).
fleet-table-unfit = Cette partie n’a pas la bonne forme.
fleet-table-unknown = Une flotte n’a pas de telle partie.
fleet-file-unreadable = Le fichier n’est pas une flotte en JSON. Une flotte en TOML se charge par vigie plan load.
fleet-file-large = Le fichier est trop grand.
fleet-title = La flotte en fichier
fleet-lead = Moyens, ports, ravitailleurs, agents, prévisions, registres et réglages. Ce que le fichier ne nomme pas reste tel quel.
fleet-choose = Choisir un fichier
fleet-save = Enregistrer la flotte
fleet-part = Partie
fleet-new = Nouveaux
fleet-changed = Modifiés
fleet-same = Inchangés
fleet-faults = Fautes
fleet-changes = Ce qui changerait
fleet-word-new = nouveau
fleet-word-changed = modifié
fleet-nothing = Rien dans le fichier ne diffère de ce qui est ici.
fleet-send = { $count ->
    [one] Envoyer une entrée
   *[other] Envoyer { $count } entrées
}
fleet-drop = Annuler
fleet-sent = { $count ->
    [0] Rien n’a été modifié.
    [one] Une entrée est enregistrée.
   *[other] { $count } entrées sont enregistrées.
}
fleet-faults-told = Laissés de côté, et pourquoi
fleet-fault = { $table } { $entry } : { $reason } { $detail }
task-form-target = Navire
task-form-target-none = Aucun navire : aucun n’est suivi comme tâche.
task-form-target-choose = Choisissez un navire.
task-form-port = Port
task-form-port-none = Aucun port n’est saisi.
task-form-locate = Temps pour le trouver (h)
task-form-scale = Heures pour l’essentiel de l’effet
task-form-visits = Visites au plus
task-form-class = Cible
task-form-class-large = grand navire de pêche
task-form-class-small = petit navire de pêche
task-form-time = Quand (UTC)
task-form-pass-time = Heure du passage (UTC)
task-form-latency = Heures avant l’arrivée de l’image
task-form-useful = Utile pendant (h)
task-form-window-from = Pas avant (UTC)
task-form-window-until = Pas après (UTC)
task-form-window-wrong = Une fenêtre a un début et une fin plus tardive.
task-form-hours-wrong = Le temps pour le trouver ne dépasse pas celui de la tâche.
task-form-useful-wrong = Une image reste utile plus longtemps qu’elle ne met à venir.
task-form-daylight = De jour seulement
task-form-team = Équipe d’arraisonnement requise
task-form-release = Peut être divulguée à (organismes, séparés par des virgules)
task-form-added = La tâche { $name } est ajoutée.
make-title = Un nouveau plan
make-name = Titre
make-days = Jours
make-seconds = Secondes de recherche
make-sea = État de la mer sans prévision
make-usual = selon les réglages
plan-load-would = { $table } : { $new } nouveaux, { $changed } modifiés, { $same } inchangés, { $faults } avec fautes (rien n’est envoyé)
plan-load-done = { $table } : { $new } nouveaux, { $changed } modifiés, { $same } inchangés, { $faults } avec fautes
plan-load-fault = { $table } { $entry } : { $reason } { $detail }
error-plan-load-faults = Entrées laissées de côté : { $count }. Le reste a été pris.
help-plan-load = Charger d’un fichier moyens, ports, ravitailleurs, agents, prévisions, registres et réglages dans un nœud en service.
help-plan-load-after = Ce que le nœud a déjà tel quel n’est pas envoyé; rien n’est supprimé. Une entrée inutilisable est signalée et le reste continue.
help-plan-load-file = Fichier de flotte (TOML ou JSON).
help-plan-load-dry-run = Dire ce qui changerait; ne rien envoyer.
help-plan-fleet = Écrire la flotte d’un nœud en service dans un fichier que vigie plan load relit.
help-plan-fleet-out = L’écrire ici (JSON).
