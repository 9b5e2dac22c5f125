using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Tests.Blocks;

/// <summary>The heap gives the earliest, whatever was inserted, moved and removed.</summary>
public class DeadlineHeapTests
{
    [Fact]
    public void Random_histories_agree_with_a_plain_table() => Seeded.Each(200, random =>
    {
        DeadlineHeap heap = new();
        Dictionary<int, long> model = [];
        for (int step = 0; step < 500; step++)
        {
            int slot = random.Next(60);
            long deadline = random.Next(8) == 0 ? Deadlines.Never : random.Next(1000);
            switch (random.Next(4))
            {
                case 0:
                    heap.Remove(slot);
                    model.Remove(slot);
                    break;
                case 1 when heap.Count > 0:
                    slot = heap.EarliestSlot;
                    heap.Correct(deadline);
                    Set(slot, deadline);
                    break;
                default:
                    heap.Require(slot, deadline);

                    // One that moves away stays until it comes up.
                    Set(slot, Math.Min(deadline, model.GetValueOrDefault(slot, Deadlines.Never)));
                    break;
            }

            Assert.Equal(model.Count, heap.Count);
            Assert.Equal(model.Count == 0 ? Deadlines.Never : model.Values.Min(), heap.Earliest);
            Assert.True(model.Count == 0 || model[heap.EarliestSlot] == heap.Earliest);
        }

        void Set(int slot, long deadline)
        {
            if (deadline == Deadlines.Never)
            {
                model.Remove(slot);
            }
            else
            {
                model[slot] = deadline;
            }
        }
    });
}
