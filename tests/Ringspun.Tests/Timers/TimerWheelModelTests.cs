namespace Ringspun.Tests.Timers;

/// <summary>The wheel against a sorted list, in random histories.</summary>
public sealed class TimerWheelModelTests
{
    private const int Timers = 200;

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void The_wheel_behaves_as_a_sorted_list(int tickShift)
    {
        int seed = Seeds.Next();
        for (int history = 0; history < 30; history++)
        {
            new Model(seed + history, tickShift).Run(3000);
        }
    }

    private sealed class Model
    {
        private readonly Random _random;
        private readonly int _tickShift;
        private readonly TimerWheel _wheel;
        private readonly TestTimer[] _timers;
        private readonly HashSet<TestTimer> _armed = [];
        private long _now;
        private bool _advancing;
        private long _lastTick;

        internal Model(int seed, int tickShift)
        {
            _random = new Random(seed);
            _tickShift = tickShift;
            _now = _random.NextInt64(1L << 50);
            _wheel = new TimerWheel(_now, tickShift);
            _timers = [.. Enumerable.Range(0, Timers).Select(_ => new TestTimer(OnExpired))];
        }

        internal void Run(int steps)
        {
            for (int i = 0; i < steps; i++)
            {
                switch (_random.Next(10))
                {
                    case < 5:
                        ArmOne();
                        break;
                    case 5:
                        DisarmOne();
                        break;
                    default:
                        Advance();
                        break;
                }

                Assert.Equal(_armed.Count, _wheel.Count);
                CheckNextDeadline();
            }
        }

        private void OnExpired(TestTimer timer)
        {
            Assert.True(_advancing);
            Assert.False(timer.IsArmed);
            Assert.True(_armed.Remove(timer), "a timer fired that was not armed");
            Assert.True(timer.Deadline <= _now, "early");

            // In order, tick by tick; what was armed for the past comes at its first chance.
            Assert.True(timer.Tick >= _lastTick, "out of order");
            _lastTick = timer.Tick;
            for (int i = _random.Next(3); i > 0; i--)
            {
                if (_random.Next(2) == 0)
                {
                    ArmOne();
                }
                else
                {
                    DisarmOne();
                }
            }
        }

        private void ArmOne()
        {
            TestTimer timer = _timers[_random.Next(Timers)];
            timer.Deadline = RandomDeadline();
            _wheel.Arm(timer, timer.Deadline);
            _armed.Add(timer);
            Assert.True(timer.IsArmed);
        }

        private void DisarmOne()
        {
            TestTimer timer = _timers[_random.Next(Timers)];
            _wheel.Disarm(timer);
            _armed.Remove(timer);
            Assert.False(timer.IsArmed);
        }

        private void Advance()
        {
            _now = _random.Next(4) switch
            {
                0 when _wheel.NextDeadline < long.MaxValue >> 2 => Math.Max(_now, _wheel.NextDeadline),
                1 => _now + _random.NextInt64(1L << _random.Next(1, 40)),
                2 => _now,
                _ => _now + _random.Next(1, 5000),
            };
            _advancing = true;
            _lastTick = 0;
            _wheel.Advance(_now);
            _advancing = false;

            // Nothing is left that was due: at most a tick late.
            long tick = 1L << _tickShift;
            foreach (TestTimer timer in _armed)
            {
                Assert.True(timer.Deadline > _now - tick || timer.Tick > _now >> _tickShift, "late");
            }
        }

        private void CheckNextDeadline()
        {
            long earliest = long.MaxValue;
            foreach (TestTimer timer in _armed)
            {
                earliest = Math.Min(earliest, timer.Tick);
            }

            // It may be earlier than the first timer, for the wheel's own sake, but never later; and never in the past.
            if (_armed.Count == 0)
            {
                Assert.Equal(long.MaxValue, _wheel.NextDeadline);
            }
            else
            {
                Assert.InRange(_wheel.NextDeadline, (_now >> _tickShift << _tickShift) + 1, earliest << _tickShift);
            }
        }

        private long RandomDeadline() => _random.Next(8) switch
        {
            0 => _now - _random.Next(10_000),
            1 => _now,
            2 => long.MaxValue - _random.Next(2),
            3 => _random.NextInt64(_now, long.MaxValue),
            4 => _now + _random.Next(100),
            _ => _now + _random.NextInt64(1L << _random.Next(1, 42)),
        };
    }
}
