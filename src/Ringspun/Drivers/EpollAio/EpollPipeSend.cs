using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>A pipe's send: writes as much as there is room for, until everything has gone.</summary>
internal sealed unsafe class EpollPipeSend(EpollPipeWriter writer) : PipeSend(writer.Driver.Loop)
{
    /// <summary>One call copies no more, so that it stays well within a turn.</summary>
    private const int MaximumWrite = 256 * 1024;

    private const int MaximumVectors = 128;

    internal void Continue()
    {
        if (IsPending)
        {
            Push();
        }
    }

    internal void Abandon()
    {
        if (IsPending)
        {
            EndSend(-(int)Errno.ECANCELED);
        }
    }

    protected override void Push()
    {
        while (writer.IsWritable)
        {
            if (!writer.Driver.TrySpend())
            {
                writer.Defer();
                return;
            }

            int written = WriteOnce(out int asked);
            if (written == -(int)Errno.EAGAIN)
            {
                writer.IsWritable = false;
                break;
            }

            if (written < 0)
            {
                EndSend(written);
                return;
            }

            writer.Driver.Charge(written);
            Outgoing.Advance(written);
            if (Outgoing.Remaining == 0)
            {
                EndSend(0);
                return;
            }

            // The pipe is full; that a reader has made room will be an edge.
            writer.IsWritable = written == asked;
        }

        int result = writer.EnsureRegistered();
        if (result < 0)
        {
            EndSend(result);
        }
    }

    // The kernel copies: it never holds on to the caller's memory.
    protected override void Stop() => EndSend(-(int)Errno.ECANCELED);

    [SkipLocalsInit]
    private int WriteOnce(out int asked)
    {
        if (!Outgoing.IsGathered)
        {
            asked = Math.Min(Outgoing.Length, MaximumWrite);
            return Descriptors.Write(writer.Descriptor, Outgoing.Pointer, asked);
        }

        IoVector* vectors = stackalloc IoVector[MaximumVectors];
        int count = Outgoing.Fill(vectors, MaximumVectors);
        asked = 0;
        for (int i = 0; i < count; i++)
        {
            int length = (int)vectors[i].Length;
            if (length >= MaximumWrite - asked)
            {
                vectors[i].Length = (nuint)(MaximumWrite - asked);
                count = i + 1;
                asked = MaximumWrite;
                break;
            }

            asked += length;
        }

        return Descriptors.WriteVector(writer.Descriptor, vectors, count);
    }
}
