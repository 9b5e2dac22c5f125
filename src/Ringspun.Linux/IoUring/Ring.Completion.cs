using System.Runtime.CompilerServices;

namespace Ringspun.Linux.IoUring;

/// <content>The completion side.</content>
public sealed unsafe partial class Ring
{
    /// <summary>How many completions can be read without a system call.</summary>
    public int ReadyCompletions => (int)(Volatile.Read(ref *_completionTail) - _read);

    /// <summary>
    /// Whether the kernel keeps completions for which the queue had no room. Read what is there, then <see cref="SubmitAndWait"/> brings
    /// them in; none is lost.
    /// </summary>
    public bool CompletionOverflow => (Volatile.Read(ref *_submissionFlags) & CompletionOverflowFlag) != 0;

    /// <summary>
    /// Whether the kernel has work that only runs in <see cref="SubmitAndWait"/>. Always false without
    /// <see cref="RingSetupFlags.TaskRunFlag"/>.
    /// </summary>
    public bool NeedsTaskRun => (Volatile.Read(ref *_submissionFlags) & TaskRunFlag) != 0;

    /// <summary>Takes one completion, if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadCompletion(out CompletionEntry completion)
    {
        uint position = _read;
        if (position == Volatile.Read(ref *_completionTail))
        {
            completion = default;
            return false;
        }

        completion = _completionEntries[position & _completionMask];
        _read = position + 1;

        // Release: the entry must be copied before the kernel may write over it.
        Volatile.Write(ref *_completionHead, position + 1);
        return true;
    }

    /// <summary>Copies completions out, oldest first, and gives their places back to the kernel.</summary>
    /// <returns>How many there were, at most the length of <paramref name="destination"/>.</returns>
    public int ReadCompletions(Span<CompletionEntry> destination)
    {
        uint position = _read;
        uint ready = Volatile.Read(ref *_completionTail) - position;
        int count = (int)uint.Min(ready, (uint)destination.Length);
        if (count == 0)
        {
            return 0;
        }

        uint start = position & _completionMask;
        int beforeWrap = int.Min(count, (int)(_completionMask + 1 - start));
        new ReadOnlySpan<CompletionEntry>(_completionEntries + start, beforeWrap).CopyTo(destination);
        new ReadOnlySpan<CompletionEntry>(_completionEntries, count - beforeWrap).CopyTo(destination[beforeWrap..]);

        _read = position + (uint)count;
        Volatile.Write(ref *_completionHead, _read);
        return count;
    }
}
