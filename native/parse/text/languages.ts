/**
 * What tells languages of one byte per character apart: the letters beyond ASCII that they use, the frequent ones
 * first, and short words that hardly any text of theirs goes without.
 */
export interface Language {
  letters: string;
  words: readonly string[];
  /** Words that cannot be of this language by its rules of writing. */
  impossible?: RegExp;
}

function language(letters: string, words: string, impossible?: RegExp): Language {
  return { letters, words: words.split(' '), ...(impossible && { impossible }) };
}

/** Words of Slavic languages in Cyrillic letters neither begin with these signs nor heap up consonants. */
const notCyrillic =
  /^[ьъы]|[ьъ][ьъ]|ъ[^еёюяеьщртк]|ъ$|[бвгджзклмнпрстфхцчшщ]й|[бвгджзйклмнпрстфхцчшщћђјљњџ]{6}|^[бвгджзйклмнпрстфхцчшщ]{4,}$/;
/** Bulgarian has a vowel among them. */
const notBulgarian =
  /^ь|ь[^о]|[бвгджзклмнпрстфхцчшщ]й|[бвгджзйклмнпрстфхцчшщ]{6}|^[бвгджзйклмнпрстфхцчшщ]{4,}$|йъ|ъй|ъъ|[ае]ъ/;
/** Greek words of some length have an accent unless they are in capitals; the round sigma stands at the end alone. */
const notGreek = /^[Α-Ωα-ω]?[α-ωϊϋ]{3,}$|σ$|ς./;
/** Five Hebrew letters have another form at the end of a word, and only there. */
const notHebrew = /[ךםןףץ]./;

const french = language(
  'éèàêçùôîâûëïœüæÿ',
  'le la les un une de des du et est à au aux en dans que qui pour par sur pas ne plus avec sont été être cette ce ' +
    'se il elle nous vous où même très après déjà',
);
const german = language(
  'üäößéàè',
  'der die das und ist nicht ein eine einen den dem des mit für auf von zu im sich auch wird werden über nach bei ' +
    'aus wir sie ich es sind können müssen für daß dass',
);
const spanish = language(
  'óíáéñúü¿¡',
  'el la los las un una de del y en que es por para con se no al lo más su sus como está este esta son fue también ' +
    'año años sólo según',
);
const portuguese = language(
  'ãçáéíóõúâêôàü',
  'o a os as um uma de do da dos das e em que é por para com se não no na ao mais como foi são está ser também até ' +
    'já você',
);
const italian = language(
  'èàòùéìî',
  'il la lo i gli le un una di del della dei e è in che per con non si da al alla sono più anche questo come ha ' +
    'nel perché',
);
const swedish = language('äåöéà', 'och att det som en ett är på för av med den till inte har om vi kan från när också');
const danish = language('øæåéüö', 'og at det som en et er på for af med den til ikke har om vi kan fra når også være');
const dutch = language('ëéïüèöó', 'de het een en van in is op te dat die voor met zijn niet aan er ook om bij naar');
const finnish = language('äöåéš', 'ja on ei se että hän oli mutta kun niin ovat myös sekä tai voi kanssa ole tämä');
const icelandic = language('áíðþöóæúýé', 'og að í er á sem til við um með ekki var það fyrir en af hann þar');
const polish = language(
  'ąęłóśżćńźé',
  'i w z na nie się do jest że to jak po za od przez oraz dla są być tym był lub tylko już może także który',
);
const czech = language(
  'íáéěřýžčšůúťňďó',
  'a v na je se že to s z do o i k pro jsou by jako ale po který také nebo byl být už jen při podle však',
);
const slovak = language(
  'áíéýžčúšľťôňďäóĺŕ',
  'a v na je sa že to s z do o i k pre sú by ako ale po ktorý tiež alebo bol byť už len pri podľa však',
);
const hungarian = language(
  'áéöíóőüúű',
  'a az és hogy nem is egy van ez de meg csak már volt ki el ha mint még után vagy azt lehet között',
);
const romanian = language(
  'ăîşâţșț',
  'şi de în la a cu pe nu că este un o din care se mai pentru sau sunt fost fi după prin dacă',
);
const croatian = language(
  'čšžćđ',
  'i je u na se da su za od s to kao ne o što koji iz biti ili ali može samo već bio nije',
);
const slovenian = language('čšž', 'in je v na se da so za z s pa ki ne o tudi kot bi ali po iz lahko samo že bil ni');
const turkish = language(
  'ıişğüçöâîİ',
  've bir bu da de için ile çok daha olarak olan gibi kadar sonra var değil ne o en ama her veya ancak',
);
const lithuanian = language('ėšųžąįčūę', 'ir kad yra į iš su tai kaip bet per apie už o jau tik nuo ar buvo nėra gali');
const latvian = language('āīēšūžļņčķģ', 'un ir no ar kas par uz lai ka tas bet arī pēc vai tika kā jau tikai var gan');
const estonian = language('äõüöšž', 'ja on ei et see ka oli mis kui aga nii või oma siis ta kes saab võib peab olema');

const russian = language(
  'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё',
  'и в не на что с по как это а но для от к из у за то все был его при или так же уже если мы только можно также',
  notCyrillic,
);
const ukrainian = language(
  'оаинвітерслкудмпязьбгчйхжцюїєшщфґ',
  'і в не на що з до як це та а але для від у за то при або так же вже якщо ми тільки є його був може також',
  notCyrillic,
);
const bulgarian = language(
  'аоеинтрсвлдпкъмзубгчяйщхцжшфюь',
  'и в не на че с по как това а но за от към из у до се да са е във при или така ще този като може само',
  notBulgarian,
);
const serbian = language(
  'аиоенрсвтјукпдлмзгбњчшжцћхљђфџ',
  'и у је се на да су за од то као не о што који из бити или али може само већ био није',
  notCyrillic,
);
const greek = language(
  'αοιετσνηυρπκμλςόίάωδγέήθώύχφβξζψϊΐϋ',
  'και το της η του ο να την των τα με για στο από είναι που δεν στην οι θα ή τη στη έχει αλλά μας αυτό σε',
  notGreek,
);
const hebrew = language(
  'יוהלאמרבתשנעםחדקצפגטסכזןךףץ',
  'של את על לא הוא גם כי או היא אם יש זה כל עם אני לפני אחרי',
  notHebrew,
);
const arabic = language(
  'اليمنرتبوةعدسفهكقحجشطصخأذىثئضإءزغظآؤ',
  'في من على أن إلى هذا هذه التي الذي ما لا كان عن مع أو بعد كل قد ثم هو يمكن لم قبل',
);
const thai = language('านรอกเงมยลวดทสตะปบคหแจพชขใไโผถศธณญ่้ีัิุูื์็ำ', 'ที่ และ ใน ของ การ เป็น มี ได้ ไม่ จะ ให้ ว่า');

/** Encodings of one byte per character with the languages that are written in them; the likelier of two comes first. */
export const singleByteEncodings: readonly {
  encoding: string;
  languages: readonly Language[];
  /** How much likelier files in it are than in others, in points per character. */
  bonus?: number;
}[] = [
  {
    encoding: 'windows-1252',
    bonus: 0.3,
    languages: [
      ...[french, german, spanish, portuguese, italian, swedish, danish, dutch, finnish, icelandic],
      language('éüöäñçèáóíïâêôû', 'the and of to in is that for on with as are it this not be by from or'),
    ],
  },
  {
    encoding: 'windows-1250',
    languages: [polish, czech, slovak, hungarian, romanian, croatian, slovenian, german],
  },
  { encoding: 'windows-1251', languages: [russian, ukrainian, bulgarian, serbian] },
  { encoding: 'windows-1253', languages: [greek] },
  { encoding: 'windows-1254', languages: [turkish] },
  { encoding: 'windows-1257', languages: [lithuanian, latvian, estonian] },
  { encoding: 'windows-1255', languages: [hebrew] },
  { encoding: 'windows-1256', languages: [arabic] },
  { encoding: 'windows-874', languages: [thai] },
  { encoding: 'iso-8859-2', languages: [polish, czech, slovak, hungarian, romanian, croatian, slovenian], bonus: -0.3 },
  { encoding: 'iso-8859-5', languages: [russian, ukrainian, bulgarian, serbian] },
  { encoding: 'iso-8859-7', languages: [greek] },
  { encoding: 'iso-8859-15', languages: [french, german, finnish, spanish], bonus: -0.3 },
  { encoding: 'koi8-r', languages: [russian] },
  { encoding: 'koi8-u', languages: [ukrainian] },
  { encoding: 'cp866', languages: [russian] },
];
