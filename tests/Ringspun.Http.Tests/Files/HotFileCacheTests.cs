using System.Text;
using FsCheck.Fluent;
using Ringspun.Http.Files;

namespace Ringspun.Http.Tests.Files;

public sealed class HotFileCacheTests
{
    private const int Overhead = 1024;

    [Fact]
    public void Entries_are_found_by_their_target()
    {
        var cache = new HotFileCache(1_000_000, 1000);
        HotFile[] files = [.. Enumerable.Range(0, 500).Select(i => Add(cache, $"/{i}"))];
        Assert.Equal(500, cache.Count);
        Assert.Equal(500 * Overhead, cache.Bytes);
        for (int i = 0; i < files.Length; i++)
        {
            Assert.Same(files[i], cache.Find(Encoding.ASCII.GetBytes($"/{i}")));
            Assert.Same(files[i], Add(cache, $"/{i}"));
        }

        Assert.Null(cache.Find("/500"u8));
        Assert.Null(cache.Find("/"u8));
        Assert.Null(cache.Find(""u8));
        cache.Remove(files[250], HotFileState.Gone);
        cache.Remove(files[250], HotFileState.Evicted);
        Assert.Equal(HotFileState.Gone, files[250].State);
        Assert.Null(cache.Find("/250"u8));
        Assert.NotSame(files[250], Add(cache, "/250"));
        cache.Clear();
        Assert.Equal(0, cache.Count);
        Assert.Equal(0, cache.Bytes);
        Assert.Null(cache.Find("/1"u8));
    }

    [Fact]
    public void Who_is_asked_for_stays()
    {
        var cache = new HotFileCache(10 * Overhead, 1000);
        HotFile wanted = Add(cache, "/wanted");
        HotFile busy = Add(cache, "/busy");
        busy.IsRefreshing = true;
        for (int i = 0; i < 100; i++)
        {
            wanted.IsUsed = true;
            Add(cache, $"/{i}");
            Assert.InRange(cache.Bytes, 0, 10 * Overhead);
        }

        Assert.Same(wanted, cache.Find("/wanted"u8));
        Assert.Same(busy, cache.Find("/busy"u8));
        Assert.Null(cache.Find("/50"u8));
        busy.IsRefreshing = false;
        for (int i = 0; i < 30; i++)
        {
            Add(cache, $"/{i}");
        }

        Assert.Equal(HotFileState.Evicted, wanted.State);
        Assert.Equal(HotFileState.Evicted, busy.State);
    }

    [Fact]
    public void The_cache_agrees_with_a_dictionary() => Property.Holds(
        Gen.Choose(0, 400).ArrayOf().ToArbitrary(),
        static steps =>
        {
            var cache = new HotFileCache(20 * Overhead, 1000);
            var model = new Dictionary<string, HotFile>();
            foreach (int step in steps)
            {
                string key = $"/{step % 40}";
                if (step < 300)
                {
                    HotFile file = Add(cache, key);
                    if (model.TryGetValue(key, out HotFile? known) && known.State == HotFileState.New)
                    {
                        Assert.Same(known, file);
                        file.IsUsed = step % 3 == 0;
                    }

                    model[key] = file;
                }
                else if (model.Remove(key, out HotFile? removed))
                {
                    cache.Remove(removed, HotFileState.Gone);
                }

                foreach (string gone in model.Where(static entry => entry.Value.State != HotFileState.New).Select(static entry => entry.Key).ToArray())
                {
                    model.Remove(gone);
                }

                Assert.Equal(model.Count, cache.Count);
                Assert.Equal(model.Count * Overhead, cache.Bytes);
                Assert.All(model, entry => Assert.Same(entry.Value, cache.Find(Encoding.ASCII.GetBytes(entry.Key))));
            }
        },
        200);

    private static HotFile Add(HotFileCache cache, string key) => cache.FindOrAdd(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(key[1..]));
}
