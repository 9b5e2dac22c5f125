namespace Ringspun.UserLevel.Tests.Links;

public sealed class IncomingMemoryTests
{
    private const int Length = 1000;

    [Fact]
    public void The_same_memory_serves_until_a_part_is_kept()
    {
        using IncomingMemory memory = new(Length);
        Span<byte> first = memory.Next();
        Assert.Equal(Length, first.Length);
        first.Fill(1);
        Assert.True(first == memory.Next());

        using Chunk kept = memory.Keep(first.Slice(10, 100));
        Assert.True(kept.Span == first.Slice(10, 100));
        Span<byte> second = memory.Next();
        Assert.False(first == second);
        second.Fill(2);
        Assert.Equal(-1, kept.Span.IndexOfAnyExcept((byte)1));
        Assert.True(second == memory.Next());
    }

    [Fact]
    public void Several_parts_of_a_packet_may_be_kept()
    {
        using IncomingMemory memory = new(Length);
        Span<byte> packet = memory.Next();
        Chunk all = memory.Keep(packet);
        Chunk end = memory.Keep(packet[^1..]);
        packet.Fill(7);
        memory.Next().Clear();
        all.Release();
        Assert.Equal(7, end.Span[0]);
        end.Release();
    }

    [Fact]
    public void What_lies_elsewhere_is_not_kept()
    {
        using IncomingMemory memory = new(Length);
        byte[] elsewhere = new byte[100];
        Assert.True(memory.Keep(elsewhere).IsEmpty);
        Span<byte> first = memory.Next();
        Assert.True(memory.Keep(elsewhere).IsEmpty);
        using Chunk kept = memory.Keep(first);
        _ = memory.Next();

        // The packet before: its memory is another's by now.
        Assert.True(memory.Keep(first[..50]).IsEmpty);
    }

    [Fact]
    public void So_much_may_be_kept_and_then_again_when_it_was_released()
    {
        using IncomingMemory memory = new(Length);
        List<Chunk> kept = [];
        while (kept.Count < 1000 && memory.Keep(memory.Next()) is { IsEmpty: false } chunk)
        {
            kept.Add(chunk);
        }

        Assert.Equal(64, kept.Count);
        kept[5].Release();
        kept[5] = memory.Keep(memory.Next());
        Assert.False(kept[5].IsEmpty);
        Assert.True(memory.Keep(memory.Next()).IsEmpty);
        kept.ForEach(static chunk => chunk.Release());
    }

    [Fact]
    public void What_was_kept_outlives_the_queue()
    {
        IncomingMemory memory = new(Length);
        Span<byte> packet = memory.Next();
        packet.Fill(3);
        Chunk kept = memory.Keep(packet);
        memory.Dispose();
        Assert.Equal(-1, kept.Span.IndexOfAnyExcept((byte)3));
        kept.Release();
    }
}
