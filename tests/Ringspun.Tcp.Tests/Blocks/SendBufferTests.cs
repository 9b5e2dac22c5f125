using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Blocks;

/// <summary>What waits to be sent or acknowledged is the stream that was written, whether copied or held.</summary>
public class SendBufferTests
{
    [Fact]
    public void Random_histories_agree_with_an_array() => Seeded.Each(100, random =>
    {
        BufferPool pool = new(256, 40 * 256);
        SendBuffer buffer = default;
        List<byte> model = [];
        List<HeldBytes> held = [];
        int front = 0;
        for (int step = 0; step < 300; step++)
        {
            byte[] bytes = Arbitrary.Bytes(random, random.Next(1, 1500));
            switch (random.Next(4))
            {
                case 0:
                    int written = buffer.Write(pool, bytes);
                    Assert.True(written == bytes.Length || pool.Rented + pool.BufferLength > pool.Limit);
                    model.AddRange(bytes[..written]);
                    break;
                case 1:
                    HeldBytes more = new(bytes, moves: random.Next(20) == 0);
                    int offset = random.Next(bytes.Length);
                    int length = random.Next(1, bytes.Length - offset + 1);
                    buffer.Append(more, offset, length);
                    model.AddRange(bytes.AsSpan(offset, length));
                    held.Add(more);
                    break;
                default:
                    int passed = Math.Min(random.Next(2500), model.Count - front);
                    buffer.Advance(passed);
                    front += passed;
                    break;
            }

            Assert.Equal(buffer.Held * 256L, pool.Rented);
            Compare(random, buffer, [.. model[front..]]);
            if (random.Next(40) == 0)
            {
                buffer.Clear();
                front = model.Count;
                Assert.All(held, static one => Assert.True(one.IsReleased));
            }
        }

        buffer.Advance(model.Count - front);
        Assert.Equal(0, pool.Rented);
        Assert.All(held, static one => Assert.True(one.IsReleased));
    });

    [Fact]
    public void Small_writes_share_a_buffer_until_something_is_held()
    {
        BufferPool pool = new(256, 1 << 20);
        SendBuffer buffer = default;
        buffer.Write(pool, new byte[100]);
        buffer.Write(pool, new byte[156]);
        Assert.Equal(1, buffer.Held);
        buffer.Write(pool, [1]);
        Assert.Equal(2, buffer.Held);
        HeldBytes held = new([2, 3]);
        buffer.Append(held, 0, 2);
        buffer.Write(pool, [4]);
        Assert.Equal(3, buffer.Held);
        byte[] read = new byte[4];
        buffer.Read(256, read);
        Assert.Equal([1, 2, 3, 4], read);
        buffer.Advance(258);
        Assert.False(held.IsReleased);
        buffer.Advance(1);
        Assert.True(held.IsReleased);
        Assert.Equal(1, buffer.Held);
    }

    private static void Compare(Random random, SendBuffer buffer, byte[] model)
    {
        int offset = random.Next(model.Length + 1);
        int length = random.Next(model.Length - offset + 1);
        byte[] wanted = model[offset..(offset + length)];
        byte[] read = new byte[length];
        buffer.Read(offset, read);
        Assert.Equal(wanted, read);
        ulong sum = buffer.ReadAndAdd(offset, read, 0);
        Assert.Equal(wanted, read);
        Assert.Equal(InternetChecksum.Finish(InternetChecksum.AddScalar(wanted)), InternetChecksum.Finish(sum));
        PayloadParts parts = new();
        if (!buffer.TryGather(offset, length, parts))
        {
            Assert.Equal(0, parts.Length);
            Assert.True(parts.Parts.IsEmpty);
            return;
        }

        Assert.Equal(length, parts.Length);
        Assert.True(parts.Parts.Length <= PayloadParts.Capacity);
        byte[] gathered = new byte[length + 3];
        parts.CopyTo(gathered);
        Assert.Equal(wanted, gathered[3..]);
        Assert.Equal(0, parts.Length);
    }
}
