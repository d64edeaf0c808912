import { describe, expect, it } from 'vitest';
import { createAgenda, graceMs } from '../../core/library/watched-agenda.ts';

describe('the agenda of a watched folder', () => {
  it('gathers what is told in a burst, and gives it out once after a rest', () => {
    const agenda = createAgenda();
    agenda.told('a.md', 1000);
    agenda.told('b.md', 1100);
    agenda.told('a.md', 1200);
    expect(agenda.takePaths(1300).paths).toEqual([]);
    const at = agenda.nextAt();
    expect(at).toBeGreaterThan(1200);
    expect(agenda.takePaths(at)).toEqual({ paths: ['a.md', 'b.md'], told: true });
    expect(agenda.takePaths(at + 10_000).paths).toEqual([]);
  });

  it('does not wait for the end of a burst that goes on and on', () => {
    const agenda = createAgenda();
    let now = 0;
    while (agenda.nextAt() > now && now < 60_000) {
      now += 100;
      agenda.told(`${now}.md`, now);
    }
    expect(now).toBeLessThan(5000);
  });

  it('gives out no path below another one, and the whole folder when there are too many', () => {
    const agenda = createAgenda();
    for (const path of ['a/b/c.md', 'a', 'a/d', 'ab.md']) agenda.told(path, 0);
    expect(agenda.takePaths(agenda.nextAt()).paths).toEqual(['a', 'ab.md']);
    for (let number = 0; number < 2000; number++) agenda.told(`${number}.md`, 10_000);
    expect(agenda.takePaths(agenda.nextAt()).paths).toEqual(['']);
  });

  it('believes that a file is missing after a grace that begins when it was first missed', () => {
    const agenda = createAgenda();
    agenda.miss(['a.md', 'b.md'], 1000);
    agenda.miss(['a.md'], 2000);
    expect(graceMs).toBeGreaterThanOrEqual(1000);
    expect(agenda.longMissing(1000 + graceMs - 1)).toEqual([]);
    expect(agenda.nextAt()).toBe(1000 + graceMs);
    agenda.found('b.md');
    expect(agenda.longMissing(1000 + graceMs)).toEqual(['a.md']);
  });

  it('has nothing to do once it is cleared, and says how much there is otherwise', () => {
    const agenda = createAgenda();
    agenda.told('a.md', 0);
    agenda.lookAgain('b.md', 500);
    agenda.miss(['c.md'], 0);
    expect([agenda.size(), agenda.busy()]).toEqual([3, true]);
    agenda.clear();
    expect([agenda.size(), agenda.busy(), agenda.nextAt()]).toEqual([0, false, Number.POSITIVE_INFINITY]);
  });
});
