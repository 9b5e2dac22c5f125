using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Blocks;

/// <summary>Ranges beyond RCV.NXT, also where sequence numbers wrap.</summary>
public class OutOfOrderTests
{
    [Fact]
    public void Random_histories_agree_with_a_set_of_bytes() => Seeded.Each(100, random =>
    {
        uint zero = random.Next(3) switch { 0 => 0, 1 => uint.MaxValue - 300, _ => Arbitrary.Number(random) };
        Stack<OutOfOrderRange[]> store = new();
        OutOfOrderRanges ranges = default;
        HashSet<uint> model = [];
        uint next = 0;
        for (int step = 0; step < 200; step++)
        {
            uint start = next + 1 + (uint)random.Next(600);
            uint end = start + 1 + (uint)random.Next(30);
            if (ranges.HasRoomFor(zero + start, zero + end))
            {
                ranges.Add(store, zero + start, zero + end);
                for (uint i = start; i < end; i++)
                {
                    model.Add(i);
                }
            }

            Assert.Equal((uint)model.Count, ranges.Bytes);
            Assert.InRange(ranges.Count, 0, OutOfOrderRanges.Capacity);
            if (random.Next(10) == 0)
            {
                next += (uint)random.Next(60);
                while (model.Contains(next))
                {
                    next++;
                }

                Assert.Equal(zero + next, ranges.Take(store, zero + next));
                model.RemoveWhere(value => value < next);
            }
        }
    });
}
