// Types that break the rule of the layers, each in another way, and some that keep it. The reader must tell them apart.
#pragma warning disable // They exist for their references alone.

namespace Fixture.Primitives
{
    public class Unit;
}

namespace Fixture.Engine
{
    public class Lower
    {
        public static int Count;
        public int Field;

        public static void Call() => throw new NotSupportedException();

        public static T Generic<T>() => default!;

        public class Nested;
    }

    public interface ILower;

    public class LowerException : Exception;

    public sealed class LowerAttribute : Attribute;

    public class Box<T>
    {
        public static int Size;
    }

    public class RightUpwards : Fixture.Primitives.Unit
    {
        private readonly List<Fixture.Wire.Plain> _plain = [];

        public int Sideways() => new Lower().Field + _plain.Count;
    }
}

namespace Fixture.Inspection
{
    public class RightEverything
    {
        public Fixture.Engine.Lower? Engine;
        public Fixture.Exchanges.V1.One? One;
        public Fixture.Exchanges.V2.Two? Two;
    }
}

namespace Fixture.Exchanges.Negotiation
{
    public class Shared;

    public class WrongByVersion
    {
        public Fixture.Exchanges.V2.Two? Two;
    }
}

namespace Fixture.Exchanges.V1
{
    public class One : Fixture.Exchanges.Negotiation.Shared;

    public class WrongAcrossToTwo
    {
        public object Make() => new Fixture.Exchanges.V2.Two();
    }

    public class RightShared
    {
        public Fixture.Exchanges.Negotiation.Shared? Shared;
    }
}

namespace Fixture.Exchanges.V2
{
    public class Two;

    public class WrongAcrossToOne
    {
        public object Make() => new Fixture.Exchanges.V1.One();
    }
}

namespace Fixture.Wire
{
    using Fixture.Engine;

    public class Plain;

    public class WrongBase : Lower;

    public class WrongInterface : ILower;

    public class WrongField { public Lower? Field; }

    public class WrongParameter { public void Take(Lower value) { } }

    public class WrongResult { public Lower? Give() => null; }

    public class WrongArray { public Lower[]? Field; }

    public class WrongArgument { public Dictionary<string, List<Lower>>? Field; }

    public class WrongConstraint<T> where T : Lower;

    public class WrongMethodConstraint { public void Take<T>() where T : ILower { } }

    [Lower]
    public class WrongAttribute;

    public class WrongMemberAttribute { [Lower] public void Marked() { } }

    public class WrongCall { public void Run() => Lower.Call(); }

    public class WrongCreation { public object Run() => new Lower(); }

    public class WrongStaticField { public int Run() => Lower.Count; }

    public class WrongTypeOf { public object Run() => typeof(Lower); }

    public class WrongCast { public bool Run(object value) => value is Lower; }

    public class WrongNested { public object Run() => new Lower.Nested(); }

    public class WrongDelegate { public Action Run() => Lower.Call; }

    public class WrongLambda { public Action Run(int a) => () => { if (a > 0) { Lower.Call(); } }; }

    public class WrongMethodArgument { public int Run() => Enumerable.Empty<Lower>().Count(); }

    public class WrongInstance { public int Run() => Box<int>.Size; }

    public class WrongTypeArgument { public int Run() => new List<Lower>().Count; }

    public class WrongArrayCreation { public object Run() => new Lower[3]; }

    public class WrongCatch
    {
        public void Run()
        {
            try
            {
                Console.Write("");
            }
            catch (LowerException)
            {
            }
        }
    }

    public class WrongIterator
    {
        public IEnumerable<int> Run()
        {
            yield return 1;
            Lower.Call();
        }
    }

    public class WrongInner
    {
        public class Inner
        {
            public Lower? Field;
        }
    }
}
