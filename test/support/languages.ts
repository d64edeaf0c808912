/** A language with the encodings its files came in, and texts of a few words, a sentence and some sentences. */
export interface LanguageSample {
  language: string;
  encodings: readonly string[];
  texts: readonly [short: string, sentence: string, ...more: string[]];
}

export const languageSamples: readonly LanguageSample[] = [
  {
    language: 'Simplified Chinese',
    encodings: ['gb18030', 'utf-16le', 'utf-16be'],
    texts: [
      '会议记录',
      '请先阅读安装说明，然后重新启动计算机。',
      '本合同自双方签字之日起生效，有效期为三年。任何一方如需提前终止合同，应当提前三十天书面通知对方。',
      '内存不足',
    ],
  },
  {
    language: 'Traditional Chinese',
    encodings: ['big5', 'gb18030', 'utf-16le'],
    texts: [
      '會議時間',
      '請先閱讀安裝說明，然後重新啟動電腦。',
      '本合約自雙方簽字之日起生效，有效期為三年。任何一方如需提前終止合約，應當提前三十天以書面通知對方。',
    ],
  },
  {
    language: 'Japanese',
    encodings: ['shift_jis', 'euc-jp', 'utf-16le', 'iso-2022-jp'],
    texts: [
      '会議のメモ',
      'インストールの前に説明書をよく読んでください。',
      '本契約は双方が署名した日から効力を生じ、有効期間は三年とします。解約する場合は三十日前までに書面で通知してください。',
    ],
  },
  {
    language: 'Korean',
    encodings: ['euc-kr', 'utf-16le'],
    texts: [
      '회의 시간',
      '설치하기 전에 설명서를 먼저 읽어 주세요.',
      '이 계약은 양쪽이 서명한 날부터 효력이 있으며 기간은 삼 년입니다. 계약을 끝내려면 삼십 일 전에 서면으로 알려야 합니다.',
    ],
  },
  {
    language: 'French',
    encodings: ['windows-1252', 'iso-8859-15'],
    texts: [
      'Le café est fermé',
      "Veuillez lire la notice avant d'installer l'appareil à côté de la fenêtre.",
      "La réunion a été reportée à jeudi parce que le trésorier n'était pas là. Les élèves ont déjà reçu leurs manuels.",
    ],
  },
  {
    language: 'German',
    encodings: ['windows-1252', 'windows-1250'],
    texts: [
      'Größe der Räume',
      'Bitte lesen Sie die Anleitung, bevor Sie das Gerät öffnen.',
      'Der Vertrag läuft über drei Jahre und kann mit einer Frist von dreißig Tagen gekündigt werden. Für Schäden haftet die Verkäuferin.',
    ],
  },
  {
    language: 'Spanish',
    encodings: ['windows-1252'],
    texts: [
      'El niño comió más',
      '¿Dónde está la reunión de mañana? Según el director, será aquí.',
      'El contrato dura tres años y se puede terminar con treinta días de aviso. Los niños también pueden entrar en el jardín.',
    ],
  },
  {
    language: 'Portuguese',
    encodings: ['windows-1252'],
    texts: [
      'A reunião é amanhã',
      'Leia as instruções com atenção antes da instalação.',
      'O contrato tem duração de três anos e pode ser encerrado com aviso de trinta dias. As crianças não pagam a inscrição.',
    ],
  },
  {
    language: 'Italian',
    encodings: ['windows-1252'],
    texts: [
      'La città è più bella',
      'Leggere le istruzioni prima di accendere, perché la qualità è importante.',
      'Il contratto dura tre anni e può essere chiuso con trenta giorni di preavviso. La società pagherà le spese.',
    ],
  },
  {
    language: 'Swedish',
    encodings: ['windows-1252'],
    texts: [
      'Vi äter på båten',
      'Läs anvisningarna innan du öppnar lådan på bordet.',
      'Avtalet gäller i tre år och kan sägas upp trettio dagar i förväg. Alla barn får följa med till sjön.',
    ],
  },
  {
    language: 'Danish',
    encodings: ['windows-1252'],
    texts: ['Børnene går på øen', 'Læs vejledningen, før du åbner æsken på bordet.'],
  },
  {
    language: 'Polish',
    encodings: ['windows-1250', 'iso-8859-2'],
    texts: [
      'Zażółć gęślą jaźń',
      'Proszę przeczytać instrukcję przed otwarciem urządzenia.',
      'Umowa obowiązuje przez trzy lata i może zostać rozwiązana za trzydziestodniowym wypowiedzeniem. Dzieci nie płacą za wstęp.',
    ],
  },
  {
    language: 'Czech',
    encodings: ['windows-1250', 'iso-8859-2'],
    texts: [
      'Příliš žluťoučký kůň',
      'Před otevřením přístroje si přečtěte návod k použití.',
      'Smlouva platí tři roky a může být ukončena s výpovědní lhůtou třiceti dnů. Děti mají vstup do zahrady zdarma.',
    ],
  },
  {
    language: 'Hungarian',
    encodings: ['windows-1250', 'iso-8859-2'],
    texts: [
      'Az őszi gyűlés',
      'A készülék megnyitása előtt olvassa el a használati útmutatót, és őrizze meg.',
      'A szerződés három évre szól, és harminc napos felmondási idővel szüntethető meg. A gyerekeknek nem kell belépőt fizetniük.',
    ],
  },
  {
    language: 'Romanian',
    encodings: ['windows-1250'],
    texts: ['Ştiri de mâine şi azi', 'Citiţi instrucţiunile înainte de a deschide aparatul, că este nou.'],
  },
  {
    language: 'Croatian',
    encodings: ['windows-1250'],
    texts: ['Čaj je na stolu', 'Pročitajte upute prije nego što otvorite uređaj, jer može biti vruć.'],
  },
  {
    language: 'Russian',
    encodings: ['windows-1251', 'koi8-r', 'cp866', 'iso-8859-5', 'utf-16le', 'utf-16be'],
    texts: [
      'Протокол собрания',
      'Пожалуйста, прочитайте инструкцию перед установкой.',
      'Договор действует три года и может быть расторгнут с уведомлением за тридцать дней. Дети не платят за вход в сад.',
      'Счёт за январь',
    ],
  },
  {
    language: 'Ukrainian',
    encodings: ['windows-1251', 'koi8-u'],
    texts: [
      'Зустріч у їдальні',
      'Будь ласка, прочитайте інструкцію перед встановленням, це важливо.',
      'Договір діє три роки і може бути розірваний із повідомленням за тридцять днів. Діти не платять за вхід.',
    ],
  },
  {
    language: 'Bulgarian',
    encodings: ['windows-1251'],
    texts: ['Протокол от събрание', 'Моля, прочетете указанията, преди да отворите уреда.'],
  },
  {
    language: 'Serbian',
    encodings: ['windows-1251'],
    texts: ['Састанак је сутра', 'Прочитајте упутство пре него што отворите уређај, јер може бити врућ.'],
  },
  {
    language: 'Greek',
    encodings: ['windows-1253', 'iso-8859-7'],
    texts: [
      'Πρακτικά συνεδρίασης',
      'Διαβάστε τις οδηγίες πριν ανοίξετε τη συσκευή.',
      'Η σύμβαση ισχύει για τρία χρόνια και μπορεί να λυθεί με προειδοποίηση τριάντα ημερών. Τα παιδιά δεν πληρώνουν.',
      'Άδεια',
    ],
  },
  {
    language: 'Turkish',
    encodings: ['windows-1254'],
    texts: [
      'Toplantı yarın değil',
      'Cihazı açmadan önce lütfen kılavuzu okuyunuz.',
      'Sözleşme üç yıl geçerlidir ve otuz gün önceden bildirilerek sona erdirilebilir. Çocuklar için giriş ücretsizdir.',
    ],
  },
  {
    language: 'Lithuanian',
    encodings: ['windows-1257'],
    texts: ['Šiandien yra šilta', 'Prieš atidarydami įrenginį, perskaitykite naudojimo instrukciją, nes tai svarbu.'],
  },
  {
    language: 'Latvian',
    encodings: ['windows-1257'],
    texts: ['Sanāksme ir rīt', 'Pirms ierīces atvēršanas izlasiet lietošanas pamācību, jo tas ir svarīgi.'],
  },
  {
    language: 'Hebrew',
    encodings: ['windows-1255'],
    texts: ['פרוטוקול הישיבה', 'נא לקרוא את ההוראות לפני פתיחת המכשיר.'],
  },
  {
    language: 'Arabic',
    encodings: ['windows-1256'],
    texts: ['محضر الاجتماع', 'يرجى قراءة التعليمات قبل فتح الجهاز، فهذا مهم.'],
  },
  {
    language: 'Thai',
    encodings: ['windows-874'],
    texts: ['บันทึกการประชุม', 'โปรดอ่านคู่มือก่อนเปิดเครื่องและเก็บไว้ในที่ปลอดภัย'],
  },
];
