/// The words of the built-in pairs: people.
extension Vocabulary {
  /// Given names.
  static let given = """
    Abigail Adela Agnes Aisha Alaric Albert Aldo Alfonso Alice Alma Amara Ambrose Anika Anselm
    Antonia Apollo Ariadne Arjun Astrid Augusta Aurelio Babette Barnaby Bartholomew Basil
    Beatrix Benedict Bernice Bianca Blanche Boris Bridget Bruno Callum Camilla Casimir Cecily
    Cedric Chidi Clarence Claudia Clementine Conrad Constance Cordelia Cornelius Cosima Cyril
    Dagmar Dahlia Damian Daphne Deborah Delphine Desmond Dmitri Dolores Dominic Dorothea Duncan
    Edith Edmund Edwina Eleanor Elias Eloise Elspeth Emeka Emil Enid Enrico Ephraim Ernest
    Esmeralda Esther Ethel Eugenia Ezra Fabian Farida Fatima Felicity Fergus Fernando Fiona
    Flavia Florence Francesca Frederick Freya Gabriel Garrett Genevieve Georgina Gerald Gertrude
    Gideon Gilbert Giuseppe Gloria Godfrey Greta Griselda Guido Gustav Gwendolyn Hamish Hannah
    Harriet Hector Hedwig Helga Henrietta Herbert Hermione Hilda Hiroshi Horatio Hortense Hugo
    Ibrahim Ignatius Imogen Ingrid Irene Isadora Ivan Jacinta Jasper Jemima Jerome Joachim
    Jocelyn Johanna Josephine Judith Julius Kamala Katarina Kenji Kirsten Klaus Konstantin Kwame
    Lakshmi Lambert Laszlo Lavinia Leander Leopold Letitia Lionel Lorenzo Louisa Lucinda Ludwig
    Luther Lydia Mabel Magnus Malcolm Manfred Marcella Margot Marigold Marius Matilda Maurice
    Maximilian Mehmet Mildred Millicent Minerva Miranda Mirko Montague Mordecai Muriel Nadia
    Natasha Nehemiah Nicodemus Nigel Nikolai Nora Octavia Odette Olga Olympia Ophelia Orlando
    Oscar Osvaldo Otto Pamela Parveen Pascal Patience Pedro Penelope Percival Petra Philippa
    Phoebe Phyllis Pierre Priscilla Prudence Quentin Quincy Rachel Rafael Ramona Raymond
    Reginald Renata Roderick Rosalind Rowena Rufus Rupert Sabrina Salvador Samira Saskia
    Sebastian Selma Seraphina Sergio Sibyl Siegfried Sigrid Silas Solomon Sophia Stanislav
    Stella Susannah Svetlana Sylvester Tabitha Takeshi Tatiana Thaddeus Theodora Theresa
    Thorsten Tobias Tristan Ulrich Ursula Valentina Vanessa Vaughan Venetia Vera Victor Vincent
    Viola Virgil Vivian Vladimir Wallace Walter Wendell Wilfred Wilhelmina Winifred Wolfgang
    Xavier Yasmin Yolanda Yusuf Zachary Zelda Zora Zuleika
    """

  /// Family names.
  static let surname = """
    Abernathy Achterberg Adeyemi Akamatsu Albrecht Aldridge Amundsen Andrade Appleyard
    Archambault Ashworth Atkinson Babington Bagshaw Balakrishnan Barkley Bartlett Beaumont
    Bellweather Benavides Berenson Bergström Birtwistle Blackwood Blenkinsop Boateng Bogdanov
    Bonaventure Borowski Bosanquet Bracegirdle Braithwaite Brennan Brocklehurst Buchanan
    Burlington Butterworth Cadwallader Calderwood Cardoso Carmichael Carruthers Castellanos
    Cavendish Chakrabarti Chamberlain Cholmondeley Christensen Clutterbuck Colquhoun Copperfield
    Corrigan Cottingham Crabtree Cranshaw Crowther Cunningham Czerny Dalrymple Darlington
    Davenport Delacroix Dempsey Desjardins Devereux Dickinson Dimitrov Dobrynin Donnelly
    Drinkwater Dubois Dunwoody Eberhardt Eckersley Edgeworth Einarsson Ellsworth Endicott
    Engelhart Espinoza Fairweather Falkenberg Farquhar Fazakerley Featherstone Fernsby
    Fitzgerald Fitzwilliam Fotheringham Fukuyama Gainsborough Galbraith Ganguly Garibaldi
    Gilchrist Gillespie Goldsworthy Goodfellow Gorbachenko Grantham Greenhalgh Grimshaw
    Grosvenor Guggenheim Gutierrez Haddington Halvorsen Hammersley Hargreaves Harrington
    Hathaway Haverstock Hawthornwaite Heatherington Hendricks Higginbotham Hinchcliffe
    Hollingsworth Holmqvist Horowitz Huddleston Hutchinson Iglesias Ishikawa Ivanenko Jablonski
    Jankowski Jessop Jorgensen Kaczmarek Kalashnik Karlsson Kavanagh Kellerman Kensington
    Kilpatrick Kirchner Knatchbull Kobayashi Kowalczyk Krishnamurthy Kuznetsov Lancaster
    Langstrom Larkspur Laurier Leadbetter Lefebvre Leibowitz Lindqvist Littlejohn Livingstone
    Lockhart Longbottom Loughborough Lundgren Macallister Mackintosh Maddox Mainwaring
    Malinowski Marchbanks Marlborough Matsumoto Mbeki McAllister McGillicuddy McKenna Mendelson
    Merriweather Middleton Mikkelsen Montgomery Moriarty Mortimer Mukherjee Mulligan Nakagawa
    Nasmyth Navarro Newcombe Nightingale Nkemelu Norrington Nottingham Nwosu Oberholtzer Ogilvie
    Okonkwo Oldroyd Olivetti Oppenheimer Ormsby Osterhagen Ottoline Pankhurst Papadopoulos
    Partridge Pemberton Pendergast Penhaligon Petrovich Pettigrew Pickering Pilkington Plumtree
    Pomfret Ponsonby Poulsen Prendergast Pritchard Pumphrey Quattrocchi Quimby Rabinowitz
    Radcliffe Ramanathan Ravenscroft Redgrave Remington Riccardi Rochester Rosenthal Rothschild
    Rutherford Sainsbury Saltonstall Sanderson Satterthwaite Scarborough Schneider Seabright
    Sedgwick Shackleton Shaughnessy Sidebottom Silverstein Skeffington Smithers Snodgrass
    Sokolov Southgate Spencer Stackpole Steinbeck Stravinsky Strickland Summerhays Swithin
    Tanaka Tattersall Teasdale Templeton Thackeray Thistlewood Thorndike Throckmorton Tillingham
    Tolliver Townsend Trelawney Trevelyan Twelvetrees Uchida Underhill Uppington Vandermeer
    Venkataraman Villanueva Waddington Wainwright Wallenstein Warburton Waterhouse Weatherby
    Wellington Whittaker Wigglesworth Willoughby Winterbourne Witherspoon Wolstenholme Woodhouse
    Worthington Wycherley Yamamoto Yarborough Zabriskie Zimmerman
    """

  /// Occupations, singular.
  static let occupation = """
    acrobat actuary apothecary archivist armourer astronomer auctioneer auditor baker ballerina
    barber baritone beekeeper bellringer blacksmith boatbuilder bookbinder botanist brewer
    bricklayer broker butcher butler cabinetmaker candlemaker caretaker carpenter cartographer
    cellist chambermaid chandler chaplain chauffeur chemist chimney-sweep choirmaster
    choreographer cinematographer clerk clockmaker coachman cobbler conductor confectioner
    conjurer cooper coroner courier croupier curator customs-officer dairymaid dentist detective
    diplomat diver dockworker dramatist draughtsman dressmaker druggist dyer electrician
    embalmer engraver ethnographer falconer farrier ferryman fiddler firefighter fishmonger
    florist footballer forester fortune-teller founder furrier gamekeeper gardener gemcutter
    geologist ghostwriter glassblower glazier goldsmith gondolier governess grocer gunsmith
    haberdasher hairdresser harpist hatter herald herdsman historian horologist housekeeper
    hypnotist illustrator innkeeper interpreter ironmonger janitor jeweller jockey joiner
    journalist judge juggler knife-grinder lacemaker lamplighter landlady laundress
    lexicographer librarian lifeguard linguist locksmith logger lumberjack magician magistrate
    masseur matador mathematician mechanic mercer meteorologist midwife milkman milliner miner
    minstrel missionary monk mountaineer muleteer nanny navigator notary novelist nurse
    nutritionist optician organist orthodontist painter paperhanger paramedic pastor pathologist
    pawnbroker pedlar perfumer pharmacist philosopher photographer physicist pianist picklemaker
    pilot pirate planter plasterer playwright plumber poet postman potter printer professor
    prompter puppeteer quarryman quilter rabbi ragpicker ranger referee reporter roofer
    ropemaker saddler sailmaker salesman sculptor seamstress secretary senator sexton shepherd
    shipwright shoemaker signalman silversmith smuggler soapmaker soldier soprano spinner
    steeplejack stenographer stevedore stonemason storyteller stuntman surgeon surveyor
    swineherd tailor tanner tattooist taxidermist telegraphist tenor thatcher tinsmith
    tobacconist toymaker trapper treasurer trumpeter tutor typesetter undertaker upholsterer
    valet ventriloquist veterinarian vintner violinist waiter warden watchmaker weaver welder
    whaler wheelwright wigmaker woodcarver wrestler zookeeper zoologist
    """
}
