import { Turns } from '../../src/access/turns';
import { networkOf } from '../../src/http/rates';

describe('turns', () => {
  test('let so many work at once, so many wait, and send the others away', async () => {
    const turns = new Turns(2, 3, 10_000);
    let [working, most] = [0, 0];
    const ends: (() => void)[] = [];
    const work = async () => {
      most = Math.max(most, ++working);
      await new Promise<void>((resolve) => ends.push(resolve));
      working--;
      return 'done';
    };
    const all = Array.from({ length: 8 }, () => turns.take(work));
    const away = await Promise.all(all.slice(5));
    expect(away).toEqual([null, null, null]);
    for (let n = 0; n < 5; n++) {
      ends.shift()!();
      await new Promise(setImmediate);
    }
    expect(await Promise.all(all.slice(0, 5))).toEqual(Array(5).fill('done'));
    expect(most).toBe(2);
  });

  test('that do not come in time are given up, and work that fails gives its turn back', async () => {
    const turns = new Turns(1, 5, 30);
    let end: () => void = () => undefined;
    const first = turns.take(() => new Promise<void>((resolve) => (end = resolve)));
    expect(await turns.take(() => Promise.resolve('late'))).toBeNull();
    end();
    await first;
    await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.take(() => Promise.resolve('next'))).toBe('next');
  });
});

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is of the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
