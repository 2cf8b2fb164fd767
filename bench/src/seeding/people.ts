const givenNames =
  'olivia liam emma noah amelia oliver sophia elijah mateo mia lucas ava levi isabella ezra evelyn asher luna leo harper james camila luca sofia henry scarlett hudson elizabeth ethan eleanor muhammad emily maverick chloe theodore mila grayson violet daniel penelope michael gianna benjamin aria aiden abigail jack ella sebastian avery alexander hazel samuel nora jackson layla william lily owen aurora john nova wyatt ellie matthew madison julian grace carter isla anna willow david zoe joseph riley gabriel stella luke ivy anthony victoria isaac emilia lincoln zoey thomas naomi charles hannah caleb lucy josh ruby adrian leah ryan sadie nathan alice waylon piper jaxon maya aaron clara eli quinn zsofia bjorn xavier quentin jose juan pierre amelie giulia wei hiroshi yuki priya arjun fatima omar ingrid'.split(
    ' ',
  );
const familyNames =
  'smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long ross foster jimenez powell jenkins perry russell sullivan bell coleman butler henderson barnes fisher vasquez simmons romero jordan patterson alexander hamilton graham reynolds griffin wallace west cole hayes bryant herrera gibson ellis tran medina aguilar stevens murray ford castro marshall owens harrison fernandez mcdonald woods washington kennedy wells vargas henry freeman webb tucker guzman burns crawford olson simpson porter hunter gordon mendez silva shaw snyder mason dixon munoz hunt hicks holmes palmer wagner black robertson boyd rose stone salazar fox warren mills meyer rice schmidt garza daniels ferguson nichols stephens soto weaver ryan gardner payne grant dunn kelley spencer hawkins arnold pierce hansen peters santos hart bradley knight elliott cunningham duncan armstrong hudson carroll lane riley andrews alvarado ray delgado berry perkins hoffman johnston matthews pena richards contreras willis carpenter lawrence sandoval muller schneider fischer weber schulz becker kowalski novak horvat ivanov petrov rossi bianchi dubois leroy moreau tanaka suzuki sato yamamoto zhang wang chen singh kumar okafor mensah quigley xu zimmermann'.split(
    ' ',
  );
const bigProviders = ['gmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'proton.me', 'gmx.de'];
const trades =
  'steel labs media foods design motors health energy books legal studio robotics travel farms'.split(' ');
const endings = ['com', 'net', 'org', 'io', 'de', 'co.uk', 'fr'];

export interface Person {
  readonly username: string;
  readonly email: string;
  readonly roles: string;
  readonly isActive: boolean;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

const threeYearsMs = 3 * 365 * 86_400_000;

/** The nth of `total` people: the same in each run, unique by their number, registered in the order of it. */
export function person(index: number, total: number, until: number): Person {
  const dice = new Dice(index);
  const given = dice.skewed(givenNames);
  const family = dice.skewed(familyNames);
  const shape = dice.below(4);
  const local = [
    `${given}.${family}${index}`,
    `${given}${index}`,
    `${given[0]}${family}${index}`,
    `${family}.${given}.${index}`,
  ][shape] as string;
  const domain =
    dice.below(10) < 7
      ? (dice.skewed(bigProviders) as string)
      : `${dice.of(familyNames)}-${dice.of(trades)}.${dice.of(endings)}`;
  const createdAt = until - threeYearsMs + Math.floor((index / total) * threeYearsMs);
  const hasLoggedIn = dice.below(10) < 8;
  const isModerator = index % 2000 === 1000;
  const isAdmin = index % 50_000 === 25_000;
  return {
    username: [`${given}_${family}${index}`, `${given}${index}`, `${family}-${given[0]}${index}`][
      dice.below(3)
    ] as string,
    email: `${local}@${domain}`,
    roles: isAdmin ? '{admin,user}' : isModerator ? '{moderator,user}' : '{user}',
    isActive: dice.below(100) !== 0,
    createdAt: new Date(createdAt),
    lastLoginAt: hasLoggedIn ? new Date(Math.min(until, createdAt + dice.below(1e9))) : null,
  };
}

/** Pseudo-random numbers of a seed (splitmix32). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b9) | 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) % limit;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** The first ones more often, as names are. */
  skewed<T>(items: readonly T[]): T {
    const share = this.below(1 << 20) / (1 << 20);
    return items[Math.floor(share ** 2 * items.length)] as T;
  }
}

/** A UUIDv7 (RFC 9562 §5.7) of this time. */
export function idAt(time: Date, index: number): string {
  const dice = new Dice(index ^ 0x5bd1e995);
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits);
  const stamp = hex(time.getTime(), 12);
  const random = () => hex(dice.below(0xffff), 4);
  const variant = hex(0x8000 | dice.below(0x4000), 4);
  return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${random().slice(1)}-${variant}-${hex(index, 8)}${random()}`;
}
