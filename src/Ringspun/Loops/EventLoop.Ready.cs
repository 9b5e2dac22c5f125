using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>Running ready fibers.</content>
public sealed partial class EventLoop
{
    /// <summary>The tracked fibers in a queue that only its policy can look into.</summary>
    private readonly HashSet<FiberInfo> _readyByPolicy = [];

    /// <summary>The loop of the calling thread. A running frame of its own knows it, which is quicker than to ask the thread.</summary>
    /// <param name="running">The frame whose code is running, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static EventLoop? Of(FiberFrame? running) => running?.Next is LoopMark mark ? mark.Loop : t_current;

    private void RunReady()
    {
        // What ran between the turns, a timer or whoever drives the loop, is no fiber.
        CurrentFiber = null;
        _posted.TakeAll(ref _ready);
        int budget = RunBudget;
        if (_policy is not null || Options.TrackFibers || _watch is not null || _observer is not null)
        {
            RunOneByOne(budget);
            return;
        }

        while (budget > 0 && !_ready.IsEmpty)
        {
            RunBatch(ref budget);
        }
    }

    /// <summary>
    /// By a policy, which is asked for each; or so that whoever looks finds all that are ready in the queue, and a watchdog hears of each.
    /// </summary>
    private void RunOneByOne(int budget)
    {
        LoopWatch? watch = _watch;
        while (budget-- > 0 && TryTakeReady(out FiberFrame? frame))
        {
            watch?.Enter(frame);
            _observer?.OnResume(frame);
            try
            {
                RunFrame(frame);
            }
            catch (Exception exception)
            {
                OnCallbackThrew(exception);
            }
        }
    }

    private bool TryTakeReady([NotNullWhen(true)] out FiberFrame? frame)
    {
        if (_policy is null)
        {
            return _ready.TryDequeue(out frame);
        }

        while (_ready.TryDequeue(out FiberFrame? posted))
        {
            ReadyByPolicy(posted);
        }

        if (!_policy.TryDequeue(out frame))
        {
            return false;
        }

        if (Options.TrackFibers && frame.Info is { } fiber)
        {
            _readyByPolicy.Remove(fiber);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadyByPolicy(FiberFrame frame)
    {
        _policy!.Enqueue(frame);
        if (Options.TrackFibers && frame.Info is { } fiber)
        {
            _readyByPolicy.Add(fiber);
        }
    }

    /// <summary>
    /// Runs the fibers that are ready now, as many as the budget allows. The batch is cut off the queue as a whole, so that taking one fiber is
    /// reading one link; those who become ready meanwhile gather in the empty queue.
    /// </summary>
    private void RunBatch(ref int budget)
    {
        FiberFrame? next = _ready.TakeAll(out FiberFrame last);
        while (next is not null)
        {
            // One region for many fibers: next is kept up to date for the case that one is left by an exception.
            try
            {
                while (next is not null && budget > 0)
                {
                    FiberFrame frame = next;
                    next = frame.Next;
                    budget--;
                    RunFrame(frame);
                }

                if (next is not null)
                {
                    _ready.Prepend(next, last);
                    return;
                }
            }
            catch (Exception exception)
            {
                OnCallbackThrew(exception);
            }
        }
    }

    /// <summary>Runs a frame, and then whoever it hands over to: the caller of a call that has ended goes on at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RunFrame(FiberFrame frame)
    {
        frame.Next = _mark;
        FrameContexts.RunOn(this, frame);
        while (_handedOver is { } following)
        {
            _handedOver = null;
            following.Next = _mark;
            _watch?.Enter(following);
            _observer?.OnResume(following);
            FrameContexts.RunOn(this, following);
        }

        // A plain fiber may have got an identity; the next one is somebody else.
        if (CurrentFiber is not null)
        {
            CurrentFiber = null;
        }
    }

    /// <summary>Only foreign callbacks can throw into the loop: a fiber's failures go to its frame.</summary>
    private void OnCallbackThrew(Exception exception)
    {
        CurrentFiber = null;
        FrameContexts.Leave();
        ReportUnjoined(exception);
        if (_handedOver is { } following)
        {
            _handedOver = null;
            Ready(following);
        }
    }
}
