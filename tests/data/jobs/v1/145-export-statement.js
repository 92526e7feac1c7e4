export default [fn(state => state)];
