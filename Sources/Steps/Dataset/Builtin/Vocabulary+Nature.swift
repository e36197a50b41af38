/// The words of the built-in pairs: animals, plants and food.
extension Vocabulary {
  /// Animals, singular.
  static let animal = """
    aardvark alligator alpaca anaconda anteater antelope armadillo baboon badger bandicoot
    barracuda bat beagle bear beaver beetle bison boar bulldog bullfrog bumblebee buzzard caiman
    camel capybara caribou caterpillar centipede chameleon cheetah chimpanzee chinchilla
    chipmunk cicada civet cobra cockatoo cockerel condor coot cormorant cougar coyote crab crane
    cricket crocodile crow cuckoo curlew dachshund dalmatian dingo dolphin donkey dove dromedary
    duck dugong dung-beetle eagle echidna eel egret elephant elk emu ermine ferret flamingo flea
    frog gazelle gecko gerbil gibbon giraffe gnu goat gopher gorilla grasshopper greyhound
    guinea-pig gull hamster hare hawk hedgehog hen heron hornet horse hound hummingbird hyena
    ibex iguana impala jackal jackdaw jaguar jay kangaroo kestrel kingfisher kitten kiwi koala
    labrador ladybird lamb lark lemming lemur leopard limpet lion lizard llama lobster locust
    lorikeet macaque macaw magpie mallard manatee mandrill mare marmot marten meerkat mole
    mongoose mosquito moth mule narwhal newt nightjar ocelot orangutan oriole osprey otter owl
    oyster panda pangolin panther parakeet parrot peacock pelican penguin pheasant pigeon piglet
    polecat poodle porcupine porpoise possum puffin puma python quail quokka rabbit raccoon ram
    rat rattlesnake raven robin rook rooster salamander scorpion seahorse seal shark shrew skunk
    sloth snail snake sparrow spider squid squirrel stallion stingray stoat stork swallow swan
    tadpole tapir tarantula termite terrier tiger toad tortoise toucan turkey turtle viper vole
    vulture wallaby warthog wasp weasel whale wildebeest wolfhound wolverine wombat woodpecker
    worm yak zebra
    """

  /// Plants, singular.
  static let plant = """
    acacia acorn amaryllis anemone aspen aster azalea begonia bilberry blackthorn bluebell
    bracken bramble briar buttercup camellia campion carnation catkin chrysanthemum clematis
    clover columbine cornflower cowslip crocus cyclamen daffodil dandelion delphinium dogwood
    edelweiss elder elm eucalyptus fern fir foxglove freesia fuchsia gardenia gentian geranium
    gorse harebell hawthorn hazel heather hellebore hemlock hibiscus hollyhock honeysuckle
    hornbeam hyacinth hydrangea jasmine laburnum larch laurel linden lupin magnolia mallow
    mandrake mangrove mimosa mulberry myrtle nasturtium nettle nightshade oleander orchid palm
    passionflower periwinkle petunia pimpernel poinsettia poplar primrose privet ragwort
    rhododendron rose rowan sequoia shamrock snapdragon snowdrop sorrel speedwell spruce
    stonecrop sunflower sweetbriar thistle toadstool tuberose tulip verbena vetch viburnum vine
    violet wallflower wisteria wolfsbane woodbine wormwood yarrow yew yucca zinnia
    """

  /// Dishes.
  static let dish = """
    bisque borscht bouillabaisse bread brisket broth casserole caviar cheesecake chowder chutney
    coleslaw consommé couscous crumble curry custard fondue fricassee frittata fudge gazpacho
    gingerbread gnocchi goulash granola gravy gumbo haggis halva hummus jambalaya jelly kedgeree
    kimchi lasagne lemonade macaroni marmalade marzipan meatloaf meringue minestrone moussaka
    muesli mutton noodles nougat oatmeal omelette paella pancakes paprikash parfait pastrami
    pavlova pemmican pesto pierogi pilaf pizza polenta porridge pretzels profiteroles pudding
    pumpernickel quiche ragout ramen ratatouille ravioli risotto roulade salad salami
    sauerbraten sauerkraut sausages schnitzel semolina shashlik sherbet shortbread smorgasbord
    sorbet soufflé sourdough spaghetti stew stroganoff strudel succotash sushi syllabub
    tabbouleh tagliatelle tapioca tempura tiramisu toffee tortellini trifle truffles tzatziki
    vermicelli vichyssoise vindaloo waffles yoghurt
    """

  /// What goes into a dish.
  static let ingredient = """
    almonds anchovies aniseed apples apricots artichokes arugula asparagus aubergine avocado
    bacon bananas barley beans beetroot blackberries blueberries brandy broccoli buckwheat
    butter buttermilk cabbage capers caramel caraway cardamom carrots cashews cauliflower
    cayenne celery cheddar cherries chestnuts chickpeas chicory chillies chives chocolate cider
    cinnamon clams cloves cocoa coconut cod coriander courgettes crabmeat cranberries cream
    cress cucumber cumin currants dates dill eggs endive fennel fenugreek feta figs garlic
    ginger gooseberries grapefruit grapes haddock halibut ham hazelnuts herring honey
    horseradish juniper kale kidneys kippers kumquats leeks lemons lentils lettuce liquorice
    macadamias mackerel mangoes maple-syrup marjoram melon millet mint molasses mozzarella
    mulberries mushrooms mussels mustard nectarines nutmeg oats okra olives onions oranges
    oregano oxtail paprika parmesan parsley parsnips peaches peanuts pears peas pecans
    peppercorns persimmons pickles pineapple pistachios plums pomegranate poppyseed pork
    potatoes prawns prunes pumpkin quinces radishes raisins raspberries rhubarb ricotta rosemary
    rum saffron salmon salt sardines scallops sesame shallots shrimp spinach sprouts
    strawberries sugar sultanas swede sweetcorn tamarind tarragon thyme tofu tomatoes tripe tuna
    turmeric turnips vanilla veal venison vinegar walnuts wasabi watercress watermelon yams
    yeast
    """
}
