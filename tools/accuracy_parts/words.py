"""Words that values and contexts are made of."""
NOUNS = """summer winter spring autumn dragon monkey tiger banana coffee cookie orange purple river mountain harbor lantern window garden bridge castle
soccer hockey tennis cricket guitar violin piano drummer falcon eagle rabbit turtle salmon lobster pepper ginger walnut cherry peanut muffin rocket
planet comet meteor saturn jupiter neptune diamond emerald silver copper anchor sailor pirate captain wizard knight shadow thunder storm blizzard
station tower tunnel airport pumpkin pickle noodle sandwich teapot blanket pillow ladder hammer engine tractor bicycle scooter marathon chess
bulldog kitten puppy hamster penguin buffalo giraffe mustang cobra viper maple willow cedar bamboo cactus""".split()
NAMES = """alice robert marco julia stefan nadia pedro olga henrik yuki carmen dimitri fatima george hannah ivan jessica kevin laura mateo nina oscar paula
quentin rosa samuel teresa ulrich vera walter xenia yvonne zoltan amelia bruno chloe daniel""".split()
ADJECTIVES = """happy lucky silent golden bright rusty frozen gentle hidden hungry crazy mighty noble polar quick royal smooth sunny tiny urban vivid
wild young amber bitter cosmic dusty eager fancy grand""".split()
HOSTS = """db.internal.acme-corp.net mysql01.prod.lan cache-3.eu-west.acme.io rabbit.services.local pg-primary.acme-corp.net mail.acme-corp.net
api.partner-shop.com ftp.supplier-data.org ldap.corp.lan nexus.build.lan registry.acme.io 10.20.4.17 192.168.14.60 redis-master.staging.svc.cluster.local
mongo-0.mongo.data.svc sqlserver.hq.lan search.acme.io broker-2.kafka.lan""".split()
SERVICES = """billing orders checkout inventory reporting mailer crawler ingest scheduler gateway profile shipping invoices catalog search metrics
webhooks ledger payroll tickets""".split()
