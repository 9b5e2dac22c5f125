using Ringspun.Tcp.Tests.Scripts;

namespace Ringspun.Tcp.Tests.PathMtu;

/// <summary>A path that swallows segments of some sizes, and a peer behind it that acknowledges what arrives, in round trips.</summary>
internal sealed class SmallPath(Script script, long roundTrip)
{
    private readonly SortedDictionary<uint, uint> _arrived = [];
    private uint _next = script.Info.SndUna - script.StackIss;

    /// <summary>Which sizes arrive.</summary>
    public Func<int, bool> Passes { get; set; } = static _ => true;

    /// <summary>The sizes of segments that were larger than the size of ordinary ones.</summary>
    public List<int> Probes { get; } = [];

    /// <summary>Bytes flow for some round trips.</summary>
    public SmallPath Run(int roundTrips)
    {
        for (int i = 0; i < roundTrips; i++)
        {
            script.Write(40_000);
            IReadOnlyList<SeenSegment> sent = script.TakeAll();
            int size = script.Info.MaximumSegmentSize;
            Probes.AddRange(sent.Select(static seen => seen.Data.Length).Where(length => length > size));
            foreach (SeenSegment seen in sent.Where(seen => Passes(seen.Data.Length)))
            {
                _arrived[seen.Sequence] = Math.Max(_arrived.GetValueOrDefault(seen.Sequence), seen.Sequence + (uint)seen.Data.Length);
            }

            script.Advance(roundTrip);
            Acknowledge();
        }

        return this;
    }

    private void Acknowledge()
    {
        List<uint> edges = [];
        foreach ((uint from, uint to) in _arrived)
        {
            if (from <= _next)
            {
                _next = Math.Max(_next, to);
            }
            else if (edges.Count > 0 && from <= edges[^1])
            {
                edges[^1] = Math.Max(edges[^1], to);
            }
            else
            {
                edges.AddRange([from, to]);
            }
        }

        script.Send(TcpFlags.Ack, 1, _next, options: Script.Sack([.. edges.Take(6)]));
    }
}
