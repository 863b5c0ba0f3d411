//! «Did you mean»: what is corrected, what is left alone, and where the person meets the proposal.

use rimbalzo::case::{Case, Command, Input};
use rimbalzo::diagnosis::suggest;
use rimbalzo::guide::Audience;
use rimbalzo::knowledge::{Lang, Spelled, Table};
use rimbalzo::{answer, ticket};

/// What people type, and what they mean.
const MISTYPED: &[(&str, &str)] = &[
    // Letters swapped, missing, doubled, or from the next key.
    ("anna@gmial.com", "anna@gmail.com"),
    ("anna@gmai.com", "anna@gmail.com"),
    ("anna@gamil.com", "anna@gmail.com"),
    ("anna@gnail.com", "anna@gmail.com"),
    ("anna@gmailk.com", "anna@gmail.com"),
    ("anna@ggmail.com", "anna@gmail.com"),
    ("anna@gmaul.com", "anna@gmail.com"),
    ("anna@mgail.com", "anna@gmail.com"),
    ("anna@g.mail.com", "anna@gmail.com"),
    ("anna@g-mail.com", "anna@gmail.com"),
    ("anna@googlemial.com", "anna@googlemail.com"),
    ("anna@gogglemial.com", "anna@googlemail.com"),
    ("anna@hotmal.it", "anna@hotmail.it"),
    ("anna@hotmial.com", "anna@hotmail.com"),
    ("anna@hotnail.com", "anna@hotmail.com"),
    ("anna@hormail.it", "anna@hotmail.it"),
    ("anna@htomail.co.uk", "anna@hotmail.co.uk"),
    ("anna@outlok.it", "anna@outlook.it"),
    ("anna@outllok.com", "anna@outlook.com"),
    ("anna@oultook.com", "anna@outlook.com"),
    ("anna@outlook.fe", "anna@outlook.fr"),
    ("anna@yahooo.com", "anna@yahoo.com"),
    ("anna@yhaoo.it", "anna@yahoo.it"),
    ("anna@yaho.fr", "anna@yahoo.fr"),
    ("anna@yahoo.co.ku", "anna@yahoo.co.uk"),
    ("anna@icluod.com", "anna@icloud.com"),
    ("anna@libreo.it", "anna@libero.it"),
    ("anna@liberoo.it", "anna@libero.it"),
    ("anna@libbero.it", "anna@libero.it"),
    ("anna@virgilo.it", "anna@virgilio.it"),
    ("anna@virigilio.it", "anna@virgilio.it"),
    ("anna@alcie.it", "anna@alice.it"),
    ("anna@tiscal.it", "anna@tiscali.it"),
    ("anna@ticsali.it", "anna@tiscali.it"),
    ("anna@fastwebet.it", "anna@fastwebnet.it"),
    ("anna@fastewbent.it", "anna@fastwebnet.it"),
    ("anna@legalmial.it", "anna@legalmail.it"),
    ("anna@protonmali.com", "anna@protonmail.com"),
    ("anna@comcats.net", "anna@comcast.net"),
    ("anna@gmaìl.com", "anna@gmail.com"),
    // The ending.
    ("anna@gmail.con", "anna@gmail.com"),
    ("anna@gmail.co", "anna@gmail.com"),
    ("anna@gmail.cm", "anna@gmail.com"),
    ("anna@gmail.cmo", "anna@gmail.com"),
    ("anna@gmail.ocm", "anna@gmail.com"),
    ("anna@gmail", "anna@gmail.com"),
    ("anna@gmailcom", "anna@gmail.com"),
    ("anna@gmail.c.om", "anna@gmail.com"),
    ("anna@gmial.con", "anna@gmail.com"),
    ("anna@gmail.com.", "anna@gmail.com"),
    ("anna@hotmail.con", "anna@hotmail.com"),
    ("anna@hotmail.coml", "anna@hotmail.com"),
    ("anna@hotmail.itt", "anna@hotmail.it"),
    ("anna@yahoo.com.b", "anna@yahoo.com.br"),
    ("anna@libero.ti", "anna@libero.it"),
    ("anna@libero.i", "anna@libero.it"),
    ("anna@libero", "anna@libero.it"),
    ("anna@liberoit", "anna@libero.it"),
    ("anna@tim.ti", "anna@tim.it"),
    ("anna@web.ed", "anna@web.de"),
    ("anna@free.rf", "anna@free.fr"),
    ("anna@gmx.ent", "anna@gmx.net"),
    ("anna@dominio.coom", "anna@dominio.com"),
    ("anna@idraulica-bianchi.ti", "anna@idraulica-bianchi.it"),
    ("anna@studiolegaleverdi.con", "anna@studiolegaleverdi.com"),
    ("anna@parrocchiasanluca.ogr", "anna@parrocchiasanluca.org"),
    ("anna@greenfield-farm.nett", "anna@greenfield-farm.net"),
    ("anna@council.gov.ku", "anna@council.gov.uk"),
    ("anna@comune.vattelapesca.to.ti", "anna@comune.vattelapesca.to.it"),
    // Signs.
    ("anna.rossi@gmail,com", "anna.rossi@gmail.com"),
    ("anna.rossi@gmail;com", "anna.rossi@gmail.com"),
    ("anna.rossi@gmail..com", "anna.rossi@gmail.com"),
    ("anna.rossi@.gmail.com", "anna.rossi@gmail.com"),
    ("anna.rossi@gmail.com,", "anna.rossi@gmail.com"),
    ("anna,rossi@gmail.com", "anna.rossi@gmail.com"),
    ("anna..rossi@gmail.com", "anna.rossi@gmail.com"),
    ("anna.rossi.@gmail.com", "anna.rossi@gmail.com"),
    ("anna.rossi@@gmail.com", "anna.rossi@gmail.com"),
    ("anna.rossi@gmail.com@gmail.com", "anna.rossi@gmail.com"),
    ("anna rossi@gmail.com", "annarossi@gmail.com"),
    ("anna.rossi @ gmail.com", "anna.rossi@gmail.com"),
    ("anna.rossi@ gmail.com", "anna.rossi@gmail.com"),
    ("anna.rossi@gmail. com", "anna.rossi@gmail.com"),
    ("nicolò.rossi@gmail.com", "nicolo.rossi@gmail.com"),
    ("mailto:anna@libero.it", "anna@libero.it"),
    ("www.anna.rossi@libero.it", "anna.rossi@libero.it"),
    ("anna@www.libero.it", "anna@libero.it"),
    ("anna.rossi@ditta-bianchi,it", "anna.rossi@ditta-bianchi.it"),
    // The @.
    ("mario.rossigmail.com", "mario.rossi@gmail.com"),
    ("mario.rossi.gmail.com", "mario.rossi@gmail.com"),
    ("mario.rossi#gmail.com", "mario.rossi@gmail.com"),
    ("mario.rossiòlibero.it", "mario.rossi@libero.it"),
    ("mario.rossilibero.it", "mario.rossi@libero.it"),
    ("mariorossihotmail.com", "mariorossi@hotmail.com"),
    ("mario.rossi(at)ditta-bianchi.it", "mario.rossi@ditta-bianchi.it"),
];

/// Domains that are as they should be. Many of them are next to a common one on purpose.
const VALID: &str = "
    gmail.com googlemail.com outlook.com outlook.it outlook.de outlook.fr outlook.es outlook.pt outlook.be outlook.com.br
    outlook.co.th hotmail.com hotmail.it hotmail.fr hotmail.de hotmail.es hotmail.co.uk hotmail.be hotmail.se hotmail.gr
    live.com live.it live.fr live.nl live.se live.co.uk live.com.pt live.ca live.be msn.com msn.it yahoo.com yahoo.it
    yahoo.fr yahoo.de yahoo.es yahoo.co.uk yahoo.co.jp yahoo.com.br yahoo.com.mx yahoo.gr yahoo.ro yahoo.se yahoo.ie yahoo.no
    yahoo.ca ymail.com rocketmail.com aol.com aol.it icloud.com me.com mac.com gmx.com gmx.net gmx.de gmx.at gmx.ch gmx.it
    gmx.us gmx.eu gmx.fr web.de mail.com email.com email.it email.de proton.me protonmail.com protonmail.ch pm.me tuta.com
    tutanota.com fastmail.com fastmail.fm hey.com zoho.com zoho.eu yandex.com yandex.ru mail.ru list.ru ya.ru duck.com
    libero.it virgilio.it alice.it tim.it tin.it tiscali.it tiscali.com tiscali.co.uk tiscali.fr inwind.it iol.it blu.it
    giallo.it fastwebnet.it fastweb.it vodafone.it poste.it posteitaliane.it aruba.it supereva.it katamail.com interfree.it
    eolo.it pec.it legalmail.it postecert.it pec.aruba.it arubapec.it registerpec.it sicurezzapostale.it ingpec.eu
    cert.legalmail.it pec.libero.it libera.it liberi.it liber.it alce.it salice.it alice.net delibero.it virgola.it vergilio.it
    virgil.io olive.it live.eu time.it tin.com timo.it stim.it blue.it iolanda.it email.eu gmail.studio mail.de mail.ch
    grail.com cloud.com cloud.it icloudy.net outlooks.com outlookindia.com outlookgroup.it hotmaille.fr yahoodirect.com
    ahold.com yoox.com hoo.com aole.com ail.com aimer.com macy.com mace.com meme.com acme.com home.com awe.com pm.com
    freed.fr freesia.fr sfc.fr orange.com orange.es orange.be laposte.fr comcast.com bol.com att.com sky.it skype.com
    bt.it bit.com wp.com o2.co.uk seznam.com centro.cz comune.roma.it comune.milano.it comune.torino.it
    regione.lombardia.it regione.toscana.it provincia.tn.it provincia.bz.it interno.it esteri.it giustizia.it agenziaentrate.it
    inps.it inail.it istruzione.it posta.istruzione.it istat.it carabinieri.it poliziadistato.it vigilfuoco.it senato.it
    camera.it governo.it gov.it pec.governo.it camcom.it mi.camcom.it asl.lecce.it ats-milano.it aslroma1.it policlinico.mi.it
    unibo.it studio.unibo.it unimi.it studenti.unimi.it unipd.it uniroma1.it uniroma2.it polimi.it mail.polimi.it polito.it
    unina.it unifi.it unige.it unito.it unict.it sissa.it cnr.it infn.it liceovirgilio.it liceovolta.edu.it icmanzoni.edu.it
    itismarconi.gov.it enel.com eni.com fs.it trenitalia.it ferrari.com fiat.it barilla.com luxottica.com lavazza.com
    intesasanpaolo.com unicredit.eu bancaditalia.it mediaset.it rai.it lastampa.it repubblica.it corriere.it ilsole24ore.com
    idraulica-bianchi.it studiolegaleverdi.it farmaciacentrale.net autofficinarossi.com pizzeriadamario.eu bedandbreakfast.bio
    ordineavvocatimilano.it pecavvocati.it odcec.it geopec.it archiworldpec.it psypec.it
    google.com microsoft.com apple.com amazon.co.uk amazon.it facebook.com ibm.com oracle.com sap.com siemens.de bosch.de
    bmw.de volkswagen.de allianz.de bund.de bayern.de uni-muenchen.de tu-berlin.de ethz.ch epfl.ch uzh.ch admin.ch swisscom.com
    sncf.fr edf.fr gouv.fr education.gouv.fr ac-paris.fr sorbonne-universite.fr cnrs.fr inria.fr renault.com
    ox.ac.uk cam.ac.uk ucl.ac.uk nhs.net nhs.uk gov.uk parliament.uk bbc.co.uk tesco.co.uk bristol.gov.uk police.uk
    harvard.edu mit.edu stanford.edu berkeley.edu nasa.gov usda.gov senate.gov army.mil ups.com fedex.com citi.com
    utoronto.ca gc.ca canada.ca ontario.ca telus.com sydney.edu.au gov.au csiro.au auckland.ac.nz govt.nz
    u-tokyo.ac.jp kyoto-u.ac.jp go.jp sony.co.jp tsinghua.edu.cn pku.edu.cn huawei.com samsung.com kaist.ac.kr naver.com
    iitb.ac.in gov.in tcs.com usp.br unicamp.br petrobras.com.br gob.mx unam.mx uba.ar uchile.cl unal.edu.co uc3m.es ub.edu
    gencat.cat uvigo.gal ulisboa.pt tudelft.nl uva.nl rijksoverheid.nl kuleuven.be ugent.be uliege.be europa.eu ec.europa.eu
    esa.int who.int un.org unesco.org redcross.org wikipedia.org debian.org kde.org mozilla.org ietf.org
    startup.io crypto.ai team.dev app.page shop.store studio.design tech.cloud news.online club.golf caffe.bar roma.pizza
    t.co x.com bit.ly youtu.be a.co g.co me.uk om.com cm.com co.it ti.com con.it it.com eu.com com.it
    firma.om azienda.cm impresa.co negozio.ne casa.es ditta.ir hotel.is rete.tv radio.fm foto.me
    perché.it città.eu müller.de café.fr españa.es größe.at bücher.ch smørrebrød.dk xn--mller-kva.de xn--citt-3na.eu
    почта.рф правительство.рф президент.рф пример.бел 例え.jp 例子.中国 παράδειγμα.ελ उदाहरण.भारत दفتر.ایران
";

/// What others type: a second hand at it, after the rules were made.
const MISTYPED_TOO: &[(&str, &str)] = &[
    ("luca@gmail.ocm", "luca@gmail.com"),
    ("luca@gmai.it", "luca@gmail.com"),
    ("luca@gmaol.com", "luca@gmail.com"),
    ("luca@gmsil.com", "luca@gmail.com"),
    ("luca@gmqil.com", "luca@gmail.com"),
    ("luca@gmailm.com", "luca@gmail.com"),
    ("luca@gmeil.com", "luca@gmail.com"),
    ("luca@gmail.vom", "luca@gmail.com"),
    ("luca@gmail.xom", "luca@gmail.com"),
    ("luca@gmail.comm", "luca@gmail.com"),
    ("luca@gmaill.con", "luca@gmail.com"),
    ("luca@gamil.it", "luca@gmail.com"),
    ("luca@hotamil.it", "luca@hotmail.it"),
    ("luca@hotmali.it", "luca@hotmail.it"),
    ("luca@hotmaill.it", "luca@hotmail.it"),
    ("luca@hotmsil.com", "luca@hotmail.com"),
    ("luca@hotmail.ot", "luca@hotmail.it"),
    ("luca@homtail.it", "luca@hotmail.it"),
    ("luca@htmail.com", "luca@hotmail.com"),
    ("luca@hotmail.cim", "luca@hotmail.com"),
    ("luca@outlokk.com", "luca@outlook.com"),
    ("luca@outlool.it", "luca@outlook.it"),
    ("luca@outlook.itt", "luca@outlook.it"),
    ("luca@otulook.it", "luca@outlook.it"),
    ("luca@outloook.com", "luca@outlook.com"),
    ("luca@ooutlook.com", "luca@outlook.com"),
    ("luca@yahhoo.it", "luca@yahoo.it"),
    ("luca@yaoho.com", "luca@yahoo.com"),
    ("luca@yahoo.ti", "luca@yahoo.it"),
    ("luca@yahoo.itt", "luca@yahoo.it"),
    ("luca@yhoo.it", "luca@yahoo.it"),
    ("luca@yahoo.con", "luca@yahoo.com"),
    ("luca@icloud.con", "luca@icloud.com"),
    ("luca@icolud.com", "luca@icloud.com"),
    ("luca@icloid.com", "luca@icloud.com"),
    ("luca@icloud.om", "luca@icloud.com"),
    ("luca@libero.itt", "luca@libero.it"),
    ("luca@libero.iit", "luca@libero.it"),
    ("luca@lbiero.it", "luca@libero.it"),
    ("luca@libeero.it", "luca@libero.it"),
    ("luca@libero.ut", "luca@libero.it"),
    ("luca@virgilio.ti", "luca@virgilio.it"),
    ("luca@virgiilo.it", "luca@virgilio.it"),
    ("luca@vrigilio.it", "luca@virgilio.it"),
    ("luca@alice.ti", "luca@alice.it"),
    ("luca@aliice.it", "luca@alice.it"),
    ("luca@tiscaii.it", "luca@tiscali.it"),
    ("luca@tiscalil.it", "luca@tiscali.it"),
    ("luca@tsicali.it", "luca@tiscali.it"),
    ("luca@tiscali.ti", "luca@tiscali.it"),
    ("luca@tim.itt", "luca@tim.it"),
    ("luca@fastwebnt.it", "luca@fastwebnet.it"),
    ("luca@fastwebnet.ti", "luca@fastwebnet.it"),
    ("luca@fastwebnet.i", "luca@fastwebnet.it"),
    ("luca@legalamil.it", "luca@legalmail.it"),
    ("luca@legalmail.ti", "luca@legalmail.it"),
    ("luca@pec.arbua.it", "luca@pec.aruba.it"),
    ("luca@posteecrt.it", "luca@postecert.it"),
    ("luca@protonmial.com", "luca@protonmail.com"),
    ("luca@btinternt.com", "luca@btinternet.com"),
    ("luca@btinternet.con", "luca@btinternet.com"),
    ("luca@comcast.ner", "luca@comcast.net"),
    ("luca@wanadoo.rf", "luca@wanadoo.fr"),
    ("luca@wandaoo.fr", "luca@wanadoo.fr"),
    ("luca@hotmial.co.uk", "luca@hotmail.co.uk"),
    ("luca@bluewni.ch", "luca@bluewin.ch"),
    ("luca@gmx.dee", "luca@gmx.de"),
    ("luca@falegnameria-neri.itt", "luca@falegnameria-neri.it"),
    ("luca@panificioverdi.ut", "luca@panificioverdi.it"),
    ("luca@oakhill-school.ogr", "luca@oakhill-school.org"),
    ("luca@brightwaters.ocm", "luca@brightwaters.com"),
    ("luca@gmail.com;", "luca@gmail.com"),
    ("luca@@libero.it", "luca@libero.it"),
    ("luca@libero,it", "luca@libero.it"),
    ("luca@libero..it", "luca@libero.it"),
    ("luca@ libero.it", "luca@libero.it"),
    ("luca@tiscali .it", "luca@tiscali.it"),
    ("luca@hotmail-it", "luca@hotmail.it"),
    ("luca@virgilio;it", "luca@virgilio.it"),
    ("luca@yahoo.it,", "luca@yahoo.it"),
    ("luca@gmaìl.com", "luca@gmail.com"),
];

/// More domains that are as they should be, of offices, schools, shops and their neighbours.
const VALID_TOO: &str = "
    comune.napoli.it comune.palermo.it comune.genova.it comune.bologna.it comune.firenze.it comune.bari.it
    comune.venezia.it comune.verona.it comune.trieste.it comune.cagliari.it regione.piemonte.it regione.veneto.it
    regione.emilia-romagna.it regione.puglia.it regione.sicilia.it provincia.bergamo.it cittametropolitana.mi.it
    anci.it inapp.gov.it mef.gov.it salute.gov.it mit.gov.it beniculturali.it garanteprivacy.it consob.it ivass.it
    agcom.it aci.it unioncamere.it ordinemedici.it ordineingegneri.milano.it consiglionazionaleforense.it notariato.it
    cnpr.it enpam.it inarcassa.it unitn.it unibs.it unipv.it unipr.it unimore.it unife.it unipi.it sns.it
    santannapisa.it unisi.it unipg.it univpm.it unich.it univaq.it uniroma3.it luiss.it unicatt.it unisalento.it
    uniba.it poliba.it unical.it unime.it unipa.it unica.it uniss.it iulm.it unibocconi.it humanitas.it
    ospedaleniguarda.it aopd.veneto.it asst-monza.it sella.it bpm.it mps.it bper.it credem.it finecobank.com
    generali.com unipolsai.it allianz.it poste-vita.it a2a.it hera.it iren.it acea.it snam.it terna.it edison.it
    sorgenia.it eolo.com wind.it windtre.it iliad.it linkem.com tiscali.net infostrada.it inet.it dada.eu register.com
    netsons.com keliweb.it serverplan.com siteground.eu ovhcloud.com hetzner.com ionos.es strato.de one.com gandi.net
    infomaniak.com mailbox.org posteo.de coop.it esselunga.it conad.it carrefour.it decathlon.it ikea.it
    leroymerlin.it unieuro.it euronics.it mediaworld.it pirelli.com brembo.com piaggio.com ducati.com lamborghini.com
    maserati.com gucci.com prada.com armani.com diesel.com mondadori.it feltrinelli.it einaudi.it zanichelli.it
    treccani.it ansa.it ilfattoquotidiano.it lescienze.it hotelbellavista.it agriturismolaquercia.it
    dentistaferrari.it studiobrambilla.eu ottica-galli.it vivailamimosa.com parrocchiasantamaria.it prolocobarolo.it
    avis.it caritas.it emergency.it legambiente.it wwf.it fai.it cai.it agesci.it telegraph.co.uk guardian.co.uk
    sainsburys.co.uk lloydsbank.co.uk royalmail.com ntu.ac.uk ed.ac.uk gla.ac.uk leeds.ac.uk durham.gov.uk
    wales.nhs.uk scot.nhs.uk rspb.org.uk nationaltrust.org.uk dundee.ac.uk tuhh.de kit.edu rwth-aachen.de hu-berlin.de
    fu-berlin.de charite.de lmu.de telekom.de vodafone.de otto.de univ-lyon1.fr univ-lille.fr ens.fr polytechnique.edu
    caf.fr impots.gouv.fr bnpparibas.com laposte.com free.com uam.es upm.es upc.edu correos.es renfe.es santander.com
    bbva.com telefonica.com yale.edu princeton.edu cornell.edu ucla.edu umich.edu usps.gov irs.gov va.gov cdc.gov
    state.gov starbucks.com walmart.com target.com intel.com nvidia.com cisco.com dell.com hp.com adobe.com github.com
    proton.com tuta.io gmal.it mail.it hotel.com hotmart.com outlet.it outline.com yaoo.org iclub.it libri.it
    libertas.it virgin.it alicante.es tiscover.com timeline.it fastbook.it postel.it arubacloud.com aruba.com
    gmxhome.de webmail.it meil.com
";

/// What a third hand types.
const MISTYPED_AGAIN: &[(&str, &str)] = &[
    ("sara@gmai.it", "sara@gmail.com"),
    ("sara@gamil.it", "sara@gmail.com"),
    ("sara@gmailm.com", "sara@gmail.com"),
    ("sara@pec.arbua.it", "sara@pec.aruba.it"),
    ("sara@gmail.con", "sara@gmail.com"),
    ("sara@gmaill.com", "sara@gmail.com"),
    ("sara@gmal.com", "sara@gmail.com"),
    ("sara@gmeil.com", "sara@gmail.com"),
    ("sara@gnail.com", "sara@gmail.com"),
    ("sara@ggmail.com", "sara@gmail.com"),
    ("sara@gmail.comm", "sara@gmail.com"),
    ("sara@gmail.cm", "sara@gmail.com"),
    ("sara@gmail.om", "sara@gmail.com"),
    ("sara@gmail.cim", "sara@gmail.com"),
    ("sara@gmail", "sara@gmail.com"),
    ("sara@gmailcom", "sara@gmail.com"),
    ("sara@gmail..com", "sara@gmail.com"),
    ("sara@g-mail.com", "sara@gmail.com"),
    ("sara@hotmial.it", "sara@hotmail.it"),
    ("sara@hotmal.com", "sara@hotmail.com"),
    ("sara@hotmai.it", "sara@hotmail.it"),
    ("sara@otmail.it", "sara@hotmail.it"),
    ("sara@hotmail.ti", "sara@hotmail.it"),
    ("sara@homtail.com", "sara@hotmail.com"),
    ("sara@hotamil.it", "sara@hotmail.it"),
    ("sara@outlok.it", "sara@outlook.it"),
    ("sara@outloook.com", "sara@outlook.com"),
    ("sara@oulook.com", "sara@outlook.com"),
    ("sara@outlook.cmo", "sara@outlook.com"),
    ("sara@yaho.it", "sara@yahoo.it"),
    ("sara@yhaoo.it", "sara@yahoo.it"),
    ("sara@yahooo.com", "sara@yahoo.com"),
    ("sara@yahho.it", "sara@yahoo.it"),
    ("sara@lbero.it", "sara@libero.it"),
    ("sara@libero.itt", "sara@libero.it"),
    ("sara@libreo.it", "sara@libero.it"),
    ("sara@libero.iit", "sara@libero.it"),
    ("sara@liebro.it", "sara@libero.it"),
    ("sara@virgillio.it", "sara@virgilio.it"),
    ("sara@virglio.it", "sara@virgilio.it"),
    ("sara@tiscal.it", "sara@tiscali.it"),
    ("sara@tiscalli.it", "sara@tiscali.it"),
    ("sara@tsicali.it", "sara@tiscali.it"),
    ("sara@alcie.it", "sara@alice.it"),
    ("sara@alice.i", "sara@alice.it"),
    ("sara@fastwebent.it", "sara@fastwebnet.it"),
    ("sara@fastwbnet.it", "sara@fastwebnet.it"),
    ("sara@iclod.com", "sara@icloud.com"),
    ("sara@icloud.con", "sara@icloud.com"),
    ("sara@icluod.com", "sara@icloud.com"),
    ("sara@pec.aruba.ti", "sara@pec.aruba.it"),
    ("sara@pec.arubba.it", "sara@pec.aruba.it"),
    ("sara@legalmial.it", "sara@legalmail.it"),
    ("sara@legalmai.it", "sara@legalmail.it"),
    ("sara@postecret.it", "sara@postecert.it"),
    ("sara@inwnd.it", "sara@inwind.it"),
    ("sara@tin.ti", "sara@tin.it"),
    ("sara@wanado.fr", "sara@wanadoo.fr"),
    ("sara@gmx.ed", "sara@gmx.de"),
    ("sara@web.ed", "sara@web.de"),
    ("sara@t-onlien.de", "sara@t-online.de"),
    ("sara@live.con", "sara@live.com"),
    ("sara@msn.con", "sara@msn.com"),
    ("sara@rossi-impianti.iit", "sara@rossi-impianti.it"),
    ("sara@studiobianchi.ocm", "sara@studiobianchi.com"),
    ("mario@gmail,com", "mario@gmail.com"),
    ("mario@gmail.com.", "mario@gmail.com"),
    ("mario@@gmail.com", "mario@gmail.com"),
    ("mario@gmail.com,", "mario@gmail.com"),
    ("mario@libero .it", "mario@libero.it"),
    ("mario@ libero.it", "mario@libero.it"),
    ("mario.@libero.it", "mario@libero.it"),
    ("mario@libero.it>", "mario@libero.it"),
    ("mario@libéro.it", "mario@libero.it"),
    ("mario@libero,it", "mario@libero.it"),
    ("mario@libero;it", "mario@libero.it"),
    ("mariò@gmail.com", "mario@gmail.com"),
    ("mario@.libero.it", "mario@libero.it"),
    ("mario@libero..it", "mario@libero.it"),
    ("www.mario@libero.it", "mario@libero.it"),
    ("mario@www.libero.it", "mario@libero.it"),
    ("mailto:mario@gmail.com", "mario@gmail.com"),
    ("mario@gmail.com;", "mario@gmail.com"),
    ("mario#gmail.com", "mario@gmail.com"),
    ("mario..rossi@libero.it", "mario.rossi@libero.it"),
    ("mario@gmail.com_", "mario@gmail.com"),
    ("mario@gmail-com", "mario@gmail.com"),
    ("mario@gmail.com'", "mario@gmail.com"),
    ("mario@libero:it", "mario@libero.it"),
    ("marioògmail.com", "mario@gmail.com"),
    ("mario(at)gmail.com", "mario@gmail.com"),
];

/// Short domains, old ones, offices, new endings, and neighbours of the common ones.
const VALID_AGAIN: &str = "
    gmx.it mail.com ymail.com live.it me.com aim.com mac.com rocketmail.com email.it gmx.net gmx.at gmx.ch
    gmx.fr gmx.es gmx.us gmx.com mail.ru mail.de mail.ee mail.bg mail.be mail.dk email.de email.cz email.com
    inbox.lv inbox.com inbox.ru list.ru bk.ru ya.ru web.de wp.pl o2.pl op.pl o2.it onet.pl onet.eu vp.pl
    gazeta.pl seznam.cz post.cz centrum.cz azet.sk zoznam.sk abv.bg ukr.net i.ua free.fr sfr.fr neuf.fr
    laposte.net orange.fr orange.com orange.es live.fr live.nl live.de live.co.uk live.se msn.it hotmail.co.uk
    hotmail.be hotmail.ch outlook.de outlook.fr outlook.jp yahoo.co.jp yahoo.co.in yahoo.com.br yahoo.gr
    yahoo.ro aol.it aol.de aol.co.uk proton.me pm.me tuta.io tuta.com tutamail.com hey.com fastmail.com
    fastmail.fm zoho.com zoho.eu duck.com mozmail.com posteo.de posteo.net mailbox.org bluewin.ch sunrise.ch
    hispeed.ch ticino.com telenet.be skynet.be proximus.be ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl
    chello.nl chello.at aon.at kabsi.at telia.com tele2.it tele2.se wind.it windtre.it iol.it blu.it jumpy.it
    supereva.it katamail.com interfree.it infinito.it teletu.it tim.it telecomitalia.it poste.it
    posteitaliane.it postepay.it pec.it pec.eu arubapec.it cert.legalmail.it pec.libero.it sicurezzapostale.it
    postacertificata.gov.it giustizia.it giustiziacert.it esteri.it interno.it inps.it inail.it inps.gov.it
    agenziaentrate.it mef.gov.it lavoro.gov.it salute.gov.it istruzione.it mur.gov.it comune.milano.it
    comune.fi.it comune.lucca.it regione.toscana.it regione.lombardia.it provincia.tn.it provincia.bz.it
    usl3.toscana.it asl.vt.it aslroma1.it ordineingegneri.pi.it unipi.it unimi.it unito.it unibo.it unitn.it
    uniba.it unina.it unich.it unime.it unige.it uniud.it units.it polimi.it polito.it poliba.it iulm.it
    luiss.it sns.it cnr.it infn.it enea.it studenti.unipi.it edu.unito.it ens.fr epfl.ch ethz.ch tum.de lmu.de
    rwth-aachen.de ox.ac.uk cam.ac.uk ic.ac.uk ucl.ac.uk mit.edu umich.edu osu.edu kth.se aau.dk ut.ee
    u-tokyo.ac.jp usp.br unam.mx anu.edu.au rossimpianti.it fratellibianchi.it liberi.it libera.it
    studiolibero.it gmt.it gml.it mailer.it tiscaliweb.it alicante.es alico.it aria.it tina.it tino.it
    fastnet.it fasteweb.it virgil.it virgo.it arube.it aruba.com aruba.cloud pecora.it legalnet.it notmail.it
    outlet.it outback.com yahoodi.it icloudia.it ferrari.com ferrero.com enel.com eni.com ups.com dhl.com h3g.it
    q8.it b2b.it x.com t.co a2a.it 3m.com hp.com ibm.com pwc.com kpmg.it mps.it bnl.it bper.it rai.it la7.it
    ansa.it cgil.it uil.it cisl.it acli.it vino.shop pizzeria.pizza studio.legal caffe.bio hotel.roma.it
    hotelroma.it design.studio rossi.srl negozio.online bar.cafe dev.io acme.ai tech.app italia.it wine.wine
    bianchi.tech verdi.cloud gialli.email neri.info viola.biz blu.eu gmx.li mailo.com mailo.eu netc.it netc.fr
    vodafone.it vodafone.de arcor.de freenet.de online.de 1und1.de ionos.it ionos.com ovh.net ovh.it register.it
    keliweb.it serverplan.com netsons.com siteground.com liberto.it vergilio.it orage.fr
";

#[test]
fn nearly_all_mistyped_addresses_are_put_right() {
    let table = Table::built_in();
    assert!(MISTYPED.len() >= 60);
    let missed: Vec<String> = MISTYPED
        .iter()
        .filter_map(|(typed, meant)| {
            let found = suggest(typed, table).map(|suggestion| suggestion.text).unwrap_or_default();
            (found != *meant).then(|| format!("{typed}: «{found}» instead of «{meant}»"))
        })
        .collect();
    assert!(missed.len() * 50 <= MISTYPED.len(), "{} of {}:\n{}", missed.len(), MISTYPED.len(), missed.join("\n"));
}

#[test]
fn nothing_is_proposed_for_a_domain_that_is_right() {
    let table = Table::built_in();
    let domains: Vec<&str> = VALID.split_whitespace().collect();
    assert!(domains.len() >= 200);
    let alarms: Vec<String> = domains
        .iter()
        .flat_map(|domain| [format!("anna.rossi@{domain}"), format!("INFO@{}", domain.to_uppercase())])
        .chain(domains.iter().map(|domain| (*domain).to_owned()))
        .filter_map(|typed| suggest(&typed, table).map(|suggestion| format!("{typed}: «{}»", suggestion.text)))
        .collect();
    assert!(alarms.is_empty(), "{} false alarms:\n{}", alarms.len(), alarms.join("\n"));
}

#[test]
fn the_slips_of_other_hands_are_put_right_and_none_of_their_right_domains_is_touched() {
    let table = Table::built_in();
    let of = |typed: &str| suggest(typed, table).map(|suggestion| suggestion.text).unwrap_or_default();
    for (typed, domains) in [(MISTYPED_TOO, VALID_TOO), (MISTYPED_AGAIN, VALID_AGAIN)] {
        let domains: Vec<&str> = domains.split_whitespace().collect();
        assert!(typed.len() >= 60 && domains.len() >= 200, "{} and {}", typed.len(), domains.len());
        let missed: Vec<&str> =
            typed.iter().filter(|(typed, meant)| of(typed) != *meant).map(|(typed, _)| *typed).collect();
        assert!(missed.len() * 50 <= typed.len(), "{} of {}: {missed:?}", missed.len(), typed.len());
        let alarms: Vec<String> = domains
            .iter()
            .flat_map(|domain| [format!("rosa.bruni@{domain}"), (*domain).to_owned()])
            .filter(|right| !of(right).is_empty())
            .map(|right| format!("{right}: «{}»", of(&right)))
            .collect();
        assert!(alarms.is_empty(), "{} false alarms: {alarms:?}", alarms.len());
    }
}

#[test]
fn nothing_is_proposed_for_names_of_networks_inside_a_company_and_for_other_things() {
    let table = Table::built_in();
    for typed in [
        "root@localhost",
        "anna@server01.ditta.local",
        "anna@exchange.corp",
        "anna@mail.example",
        "anna@[192.0.2.7]",
        "anna@192.0.2.7",
        "\"anna rossi\"@gmail.com",
        "anna+spesa@gmail.com",
        "<anna@gmail.com>",
        "bounces+12=anna=gmial.com@list.example.com",
        "/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients",
        "smtp.libero.it",
        "out.virgilio.it",
        "imap.gmail.com",
        "smtp-mail.outlook.com",
        "mx.libero.it",
        "www.libero.it",
        "anna",
        "@",
        "",
        "...",
        "@@@@",
    ] {
        assert_eq!(suggest(typed, table), None, "{typed}");
    }
}

#[test]
fn names_of_servers_are_put_right() {
    let table = Table::built_in();
    for (typed, meant) in [
        ("smtp.gmial.com", "smtp.gmail.com"),
        ("smtp.libero.ti", "smtp.libero.it"),
        ("smpt.libero.it", "smtp.libero.it"),
        ("smtp.gmail.con", "smtp.gmail.com"),
        ("smtp-libero.it", "smtp.libero.it"),
        ("imap.tiscal.it", "imap.tiscali.it"),
        ("smtps.pec.arbua.it", "smtps.pec.aruba.it"),
        ("gmial.com", "gmail.com"),
    ] {
        let suggestion = suggest(typed, table).unwrap_or_else(|| panic!("{typed}"));
        assert_eq!((suggestion.text.as_str(), suggestion.spelled), (meant, Spelled::Server), "{typed}");
    }
}

fn case_of(text: &str) -> Case {
    let mut case = Case::default();
    case.apply(Command::Read(Input::Text(text.to_owned())), Table::built_in());
    case
}

const MISTYPED_BOUNCE: &str = "<anna.rossi@gmial.com>: Host or domain name not found. Name service error for \
                               name=gmial.com type=A: Host not found";

#[test]
fn the_checklist_begins_with_the_right_spelling() {
    let case = case_of(MISTYPED_BOUNCE);
    let table = Table::built_in();
    let checklist = case.checklist(table, Audience::Customer).expect("read");
    let first = checklist.items.first().expect("steps");
    assert_eq!(first.step.title.get(Lang::It), "Prova con anna.rossi@gmail.com");
    assert_eq!(first.step.title.get(Lang::En), "Try anna.rossi@gmail.com");
    let how = first.step.how.as_ref().expect("how");
    assert!(how.get(Lang::It).contains("anna.rossi@gmail.com") && !how.get(Lang::It).contains('{'));
    assert_eq!(case.facts().get("suggestion"), Some("anna.rossi@gmail.com"));
}

#[test]
fn without_a_slip_no_step_proposes_anything() {
    let case = case_of(&MISTYPED_BOUNCE.replace("gmial.com", "ditta-bianchi.example"));
    let checklist = case.checklist(Table::built_in(), Audience::Customer).expect("read");
    assert!(checklist.items.iter().all(|item| item.step.suggests.is_none()));
    assert_eq!(case.facts().get("suggestion"), None);
}

#[test]
fn a_cause_that_has_nothing_to_do_with_the_address_is_left_alone() {
    let case = case_of("<anna.rossi@gmial.com>: 552 5.2.2 Mailbox full");
    assert_eq!(case.verdict().expect("read").suggestion, None);
}

#[test]
fn the_answer_and_the_ticket_name_the_right_spelling() {
    let table = Table::built_in();
    let case = case_of(MISTYPED_BOUNCE);
    let diagnosis = case.diagnosis().expect("read");
    let json =
        serde_json::to_string(&answer::Answer::new("x", case.report(), diagnosis, table, Lang::It)).expect("JSON");
    assert!(json.contains("\"suggestion\":\"anna.rossi@gmail.com\""), "{json}");
    let text = ticket::write(&case, table, &ticket::Options::default());
    assert!(text.contains("Forse si intendeva (suggestion): anna.rossi@gmail.com"), "{text}");
    let redaction = ticket::Redaction { addresses: true, ..ticket::Redaction::default() };
    let hidden = ticket::write(&case, table, &ticket::Options { redaction, ..ticket::Options::default() });
    assert!(!hidden.contains("anna.rossi"), "{hidden}");
}

#[test]
fn a_mail_program_s_own_error_leads_to_the_server_that_was_meant() {
    let case = case_of(
        "Impossibile trovare il server. Server: 'smtp.libero.ti', Protocollo: SMTP, Porta: 465, \
         Errore socket: 11001, Codice errore: 0x800CCC0D",
    );
    let checklist = case.checklist(Table::built_in(), Audience::Customer).expect("read");
    let first = checklist.items.first().expect("steps");
    assert_eq!(first.step.title.get(Lang::It), "Prova con il server smtp.libero.it");
}

#[test]
fn every_service_is_found_by_its_domains_and_its_server() {
    let table = Table::built_in();
    for service in table.settings().services() {
        for domain in &service.domains {
            assert_eq!(table.settings_for(domain).map(|found| &found.id), Some(&service.id), "{domain}");
        }
        let found = table.settings_for(&service.host).expect("its server");
        assert_eq!(found.host, service.host);
        for lang in Lang::ALL {
            let lines = table.settings().lines(service, lang);
            assert!(lines.len() >= 3 && lines.iter().all(|line| !line.contains(['{', '}'])), "{lines:?}");
        }
    }
    assert!(table.settings_for("ditta-bianchi.it").is_none());
    assert!(table.settings_for("it").is_none());
    assert_eq!(table.settings_for("IMAP.Libero.it").map(|found| found.id.as_str()), Some("libero"));
}

#[test]
fn settings_are_said_in_both_languages() {
    let table = Table::built_in();
    let libero = table.settings_for("libero.it").expect("Libero");
    let it = table.settings().lines(libero, Lang::It).join("\n");
    assert!(it.contains("smtp.libero.it, porta 465, SSL/TLS.\nNome utente: l'indirizzo intero."), "{it}");
    let en = table.settings().lines(libero, Lang::En).join("\n");
    assert!(en.contains("smtp.libero.it, port 465, SSL/TLS.\nUser name: your whole address."), "{en}");
}

#[test]
fn steps_about_the_settings_say_those_of_the_sender_s_own_service() {
    let case = case_of("Server: 'smtp.tiscali.it', SMTP, 530 5.7.0 Authentication required, 0x800CCC78");
    let table = Table::built_in();
    assert_eq!(case.facts().get("provider"), Some("Tiscali Mail"));
    let verdict = case.verdict().expect("read");
    assert!(rimbalzo::guide::steps_for(verdict, table, Audience::Customer).iter().any(|step| step.settings));
    let service = verdict.settings.as_ref().expect("Tiscali's");
    let said = |lang| table.settings().lines(service, lang);
    assert!(said(Lang::It)[0].starts_with("Tiscali Mail: server di posta in uscita smtp.tiscali.it, porta 465"));
    assert!(said(Lang::En).len() > 2);
}
