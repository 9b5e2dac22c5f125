using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Blocks;

/// <summary>The window on a stream holds what was written, wherever, and no more memory than that takes.</summary>
public class StreamBufferTests
{
    [Fact]
    public void Random_histories_agree_with_an_array() => Seeded.Each(60, random =>
    {
        BufferPool pool = new(256, 64 * 256);
        StreamBuffer buffer = default;
        byte?[] model = new byte?[100_000];
        int front = 0;
        for (int step = 0; step < 300; step++)
        {
            int offset = random.Next(6000);
            int length = random.Next(1500);
            if (random.Next(3) != 0)
            {
                byte[] bytes = Arbitrary.Bytes(random, length);
                int written = buffer.Write(pool, offset, bytes);
                for (int i = 0; i < written; i++)
                {
                    model[front + offset + i] = bytes[i];
                }
            }
            else if (front + length < 80_000)
            {
                buffer.Advance(pool.BufferLength, length);
                front += length;
            }

            Compare(pool, ref buffer, model, front + offset, offset, random);
        }

        buffer.Clear();
        Assert.Equal(0, pool.Rented);
    });

    [Fact]
    public void Gaps_cost_nothing_and_the_front_gives_back()
    {
        BufferPool pool = new(256, 1 << 20);
        StreamBuffer buffer = default;
        buffer.Write(pool, 10_000, [1, 2, 3]);
        Assert.Equal(256, pool.Rented);
        buffer.Write(pool, 0, new byte[257]);
        Assert.Equal(768, pool.Rented);
        buffer.Advance(256, 256);
        Assert.Equal(512, pool.Rented);
        byte[] read = new byte[3];
        buffer.Read(256, 9744, read);
        Assert.Equal([1, 2, 3], read);
        buffer.Advance(256, 9747);
        buffer.Clear();
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void A_pool_keeps_its_limit_and_notices_a_second_release()
    {
        BufferPool pool = new(256, 512);
        IBuffer first = pool.TryRent()!;
        Assert.NotNull(pool.TryRent());
        Assert.Null(pool.TryRent());
        first.Release();
        Assert.Throws<InvalidOperationException>(first.Release);
        Assert.Same(first, pool.TryRent());
    }

    [Theory]
    [InlineData(100, 1000)]
    [InlineData(1000, 10_000)]
    [InlineData(2 << 20, 1 << 30)]
    [InlineData(512, 256)]
    public void A_pool_of_odd_buffers_is_refused(int length, long limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BufferPool(length, limit));

    private static void Compare(BufferPool pool, ref StreamBuffer buffer, byte?[] model, int from, int offset, Random random)
    {
        int length = 0;
        while (length < 1000 && model[from + length] is not null)
        {
            length++;
        }

        byte[] read = new byte[length];
        if (Arbitrary.Coin(random))
        {
            buffer.Read(pool.BufferLength, offset, read);
        }
        else
        {
            ulong sum = buffer.ReadAndAdd(pool.BufferLength, offset, read, 0);
            Assert.Equal(InternetChecksum.Finish(InternetChecksum.AddScalar(read)), InternetChecksum.Finish(sum));
        }

        for (int i = 0; i < length; i++)
        {
            if (read[i] != model[from + i])
            {
                Assert.Fail($"byte {from + i} is {read[i]}, not {model[from + i]}");
            }
        }
    }
}
